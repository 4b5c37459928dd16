"""The drawing: a view, a scene of dumb items, and one gesture at a time."""
