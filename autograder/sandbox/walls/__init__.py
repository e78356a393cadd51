"""What a stranger's code may not do, and the proof at the start that it cannot."""
