"""Grades a batch: feeds submissions to workers, records each result as it becomes known."""
