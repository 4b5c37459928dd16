"""The gallery: all architectures, each drawn and counted, to start a project from."""
