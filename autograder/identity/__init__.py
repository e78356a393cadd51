"""Whose work it is: keys, names, and what is known about a person."""
