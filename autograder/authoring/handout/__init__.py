"""What students receive: derived from one source, and proved to hold no answer."""
