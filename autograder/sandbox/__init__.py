"""Running a stranger's code: the walls, what runs within them, and what may cross them."""
