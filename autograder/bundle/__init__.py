"""Archives to upload or to hand out, byte for byte the same whenever nothing has changed."""
