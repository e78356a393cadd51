"""What a score becomes: lateness, overrides, excuses. Raw scores are never changed."""
