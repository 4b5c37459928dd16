"""How well typed letters fit a name: for every list of names that is searched while typing.

What becomes a block when it is typed goes by `graph.typed.spelling`.
Each word that is typed must be found: as a word, its beginning, letters within one, the initials
of several ("sa" is Save as), or letters in their order ("grp" is Group). The better way counts.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, TypeVar

from graph.letters import plain

T = TypeVar("T")

WORD: Final = 100.0
BEGINNING: Final = 80.0
INITIALS: Final = 65.0
WITHIN: Final = 50.0
SCATTERED: Final = 25.0
FEWEST: Final = 3  # letters that may be scattered; two are found in nearly everything


def score(typed: str, name: str) -> float | None:
    """How well it fits, the larger the better, up to about 101; None if it does not."""
    wanted, words = _words(typed), _words(name)
    if not wanted:
        return 0.0
    found = [_best(token, words) for token in wanted]
    known = [value for value in found if value is not None]
    if len(known) < len(found):
        return None
    letters = sum(map(len, words)) or 1
    fullness = min(1.0, sum(map(len, wanted)) / letters)  # short names before long ones
    first = 1.0 if words and words[0].startswith(wanted[0]) else 0.0
    return sum(known) / len(known) + fullness + first


def ranked(typed: str, items: Iterable[T], names: Callable[[T], Iterable[str]]) -> list[T]:
    """The items that fit by any of their names, the best first; equals stay in their order."""
    scored: list[tuple[float, T]] = []
    for item in items:
        found = [value for name in names(item) if (value := score(typed, name)) is not None]
        if found:
            scored.append((max(found), item))
    scored.sort(key=lambda pair: -pair[0])
    return [item for _, item in scored]


def _best(token: str, words: tuple[str, ...]) -> float | None:
    if token in words:
        return WORD
    if any(word.startswith(token) for word in words):
        return BEGINNING
    if "".join(word[0] for word in words).find(token) >= 0 and len(token) > 1:
        return INITIALS
    if any(token in word for word in words):
        return WITHIN
    whole = "".join(words)
    span = _span(token, whole) if len(token) >= FEWEST else None
    return None if span is None else SCATTERED * len(token) / span


def _span(token: str, text: str) -> int | None:
    """Over how many letters of a text those of the token are scattered, in their order."""
    start = text.find(token[0])
    place = start
    for letter in token[1:]:
        place = text.find(letter, place + 1) if place >= 0 else -1
    return place - start + 1 if place >= 0 else None


@lru_cache(maxsize=2_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", plain(text).casefold()))
