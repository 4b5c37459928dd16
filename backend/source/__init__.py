"""Network -> readable, standalone PyTorch source, from the same Calls that are trained.

Module names are node names, so that a state_dict of the trained network fits. Blocks are classes;
what their uses differ in are the parameters of the constructor.
"""

from backend.source.written import SourceError, Written, source, written

__all__ = ["SourceError", "Written", "source", "written"]
