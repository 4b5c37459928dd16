"""How near one typed word comes to the name of a layer: abbreviations, and slips of one letter.

Stricter than `graph.fuzzy`: what is near here is taken for meant, and becomes a block.
"""

import re
from functools import lru_cache

from graph.letters import plain

SAME = 1_000
"""The name itself."""
START, HEADS, WITHIN, LETTERS, SLIP = 800, 700, 500, 300, 200
"""Its beginning; beginnings of its words; a part; its letters in their order; one letter wrong."""


@lru_cache(maxsize=4_096)
def heads(name: str) -> tuple[str, ...]:
    """The words of a name: MaxPool2d is max, pool and 2d; Conv 2-D is conv and 2d."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[a-z])(?=\d)", " ", plain(name))
    apart = re.sub(r"(\d)-(?=[A-Za-z]\b)", r"\1", apart)
    return tuple(re.findall(r"[^\W_]+", apart.casefold()))


@lru_cache(maxsize=65_536)
def closeness(typed: str, name: str) -> int:
    """How well `typed`, in small letters and without spaces, stands for a name; 0: not at all."""
    words = heads(name)
    whole = "".join(words)
    if not typed or not whole:
        return 0
    if typed == whole:
        return SAME
    if whole.startswith(typed):
        return START
    if (skipped := _skipped(typed, words)) is not None:
        return HEADS - 10 * min(skipped, 9)
    if len(typed) < 2:
        return 0
    if (place := whole.find(typed)) > 0:
        return WITHIN - min(place, 99)
    if typed[0] in {word[0] for word in words} and (gaps := _gaps(typed, whole)) is not None:
        return LETTERS - min(gaps, 99)
    return SLIP if len(typed) > 2 and _slip(typed, whole) else 0


def _skipped(typed: str, words: tuple[str, ...]) -> int | None:
    """Words left out where `typed` is beginnings of words in their order; None where it is not."""
    least = {0: 0}  # letters used so far -> words left out
    for word in words:
        after = {used: skipped + 1 for used, skipped in least.items()}
        for used, skipped in least.items():
            for length, letter in enumerate(word[: len(typed) - used], 1):
                if letter != typed[used + length - 1]:
                    break
                after[used + length] = min(skipped, after.get(used + length, skipped))
        least = after
    return least.get(len(typed))


def _gaps(typed: str, whole: str) -> int | None:
    """Letters between those of `typed` in their order; None if they are not all there."""
    start = place = whole.index(typed[0])
    for letter in typed[1:]:
        place = whole.find(letter, place + 1)
        if place < 0:
            return None
    return place - start + 1 - len(typed)


def _slip(typed: str, whole: str) -> bool:
    """Whether one letter wrong, missing, too many or two exchanged make a beginning of `whole`."""
    place = next((n for n, (a, b) in enumerate(zip(typed, whole, strict=False)) if a != b), None)
    if place is None:
        return len(typed) == len(whole) + 1  # one letter too many at the end
    rest, wanted = typed[place:], whole[place:]
    return (
        wanted.startswith(rest[1:])
        or wanted[1:].startswith(rest)
        or wanted[1:].startswith(rest[1:])
        or wanted.startswith(rest[1:2] + rest[:1] + rest[2:])
    )
