"""Other graders that this one runs in, and the zips that they are given."""
