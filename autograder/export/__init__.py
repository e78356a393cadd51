"""Final scores in the forms that other programs read: LMS sheets, JUnit, JSON lines."""
