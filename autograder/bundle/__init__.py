"""Archives to hand to others: what students download, what Gradescope or Otter grade with."""
