"""Blocks are typed on the canvas: the box, its rows, and where the block goes."""
