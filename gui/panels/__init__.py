"""What stands around the canvas. A panel knows the session and no other panel."""
