"""Judges recorded answers against vectors, with the hidden suite, in the trusted process."""
