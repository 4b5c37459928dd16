"""The drawing for those who do not see it: what a screen reader finds, and what it says."""
