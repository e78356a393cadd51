"""What is sent elsewhere as one file."""
