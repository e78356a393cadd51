"""What grading costs, measured: `make bench`."""
