"""How far a long look at a data set is, and its end when the user has cancelled it."""

from collections.abc import Callable

Look = Callable[[int, int, str], None]
"""Is told how many are done, of how many (0: unknown), of what (files, pictures or bytes), as often
as it may be; raises Cancelled to end the work."""


class Cancelled(Exception):
    """The user has ended it."""


def unseen(done: int, total: int, unit: str) -> None:
    """A look that nobody follows."""
