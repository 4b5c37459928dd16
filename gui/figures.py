"""Numbers as people read them: 61,706, 6.3 KB, 0:18, 98.7 %."""

from graph.memory import at_most, size
from graph.shapes import Shape

__all__ = [
    "at_most",
    "count",
    "duration",
    "ltr",
    "rounded",
    "shapes",
    "share",
    "size",
]


def count(number: int) -> str:
    """A whole number with its thousands apart: 61,706."""
    return f"{number:,}"


def rounded(number: int) -> str:
    """A large number in three figures: 61.7 K, 25.6 M, 11.5 G."""
    for unit, scale in (("G", 10**9), ("M", 10**6), ("K", 10**3)):
        if number >= 0.9995 * scale:
            return f"{number / scale:#.3g} {unit}".replace(". ", " ")
    return str(number)


def duration(seconds: float) -> str:
    """A time as a clock shows it: 0:18, 1:02:03."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def share(part: float, places: int = 1) -> str:
    """A part of 1 in per cent: 98.7 %."""
    return f"{100 * part:.{places}f} %"


def shapes(all_of_them: tuple[Shape, ...]) -> str:
    """Several shapes in a row; equal ones are counted: 2 × 16×8×8."""
    if len(all_of_them) > 1 and len(set(all_of_them)) == 1:
        return f"{len(all_of_them)} × ({all_of_them[0]})"
    return ", ".join(map(str, all_of_them))


def ltr(formula: str) -> str:
    """The same text, kept from left to right where the sentence around it runs the other way."""
    return f"\u2066{formula}\u2069"
