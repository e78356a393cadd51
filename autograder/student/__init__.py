"""What runs on a student's machine: the self-check, the notebook's checks, the page."""
