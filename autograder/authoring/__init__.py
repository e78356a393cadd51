"""What an exercise's authors run: building vectors and hand-outs, comparing, proving."""
