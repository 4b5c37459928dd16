"""Layers that expand into a network of plain layers."""
