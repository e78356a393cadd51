"""Keeps every result durably, and renders the files that people and other programs read."""
