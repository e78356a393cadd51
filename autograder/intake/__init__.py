"""Finds submissions and reads their bytes, with caps; parses nothing of a student's."""
