"""How each learning platform names what it hands out: one module per layout."""
