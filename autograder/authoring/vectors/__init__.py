"""The TA's bench: builds vector files with the assignment's builder, compares, shows, proves."""
