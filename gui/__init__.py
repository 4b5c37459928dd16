"""The window: the only Qt. It shows the model, never keeps a copy, and never loads torch."""
