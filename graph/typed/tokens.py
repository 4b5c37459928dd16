"""What was typed, taken apart: words, numbers, and numbers with a name such as s2 or stride=2."""

import re

from msgspec import Struct

from graph.letters import plain
from graph.typed.spelling import heads

MOST = 24
"""Parts of one text that are read; nobody types more."""

_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?%?"
_NUMBERS = rf"{_NUMBER}(?:x{_NUMBER})*"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<key>)(?P<value>{_NUMBERS})",
        rf"(?P<key>/)(?P<value>{_NUMBERS})",
        r"(?P<key>[^\W\d][\w-]*)=(?P<value>.+)",
        rf"(?P<key>[^\W\d_]+?)(?P<value>{_NUMBERS})",
    )
)
_CHANGES = tuple(
    (re.compile(old), new)
    for old, new in (
        (r"[×*]", "x"),
        (r"\b(?:torch\.)?nn\.", ""),
        (r"[(),;،]", " "),
        (r"\s*[=:]\s*", "="),
        (r"/\s+(?=[0-9])", "/"),
        (r"(?<=[0-9])-(?=[A-Za-z]\b)", ""),  # Conv 2-D
        (r"(?<=[0-9])[ ]+[xX][ ]+(?=[0-9])", "x"),
        (r"(?<=[0-9])[ ]*[xX][ ]+(?=[^\W\d])", "x "),
        (r"(?<=[0-9])X(?=[0-9])", "x"),
        (r"(?i)\bno[ -]+(?=[^\W\d])", "no"),
    )
)
_FRONT = re.compile(r"([0-9]{1,9})x", re.IGNORECASE)
_BEHIND = re.compile(r"x([0-9]{1,9})", re.IGNORECASE)


class Token(Struct, frozen=True):
    """A part of the text: a word, a number, or both."""

    text: str
    key: str = ""
    value: str = ""

    @property
    def name(self) -> str:
        """Its letters and digits, small: what is compared with a name."""
        return "".join(heads(self.text))


class Typed(Struct, frozen=True):
    """A text in its parts; `times` is how often it shall stand in a row, where that was said."""

    tokens: tuple[Token, ...]
    times: int | None = None
    call: bool = False
    """Whether it is written as PyTorch's call, which begins with the input's channels."""


def typed(text: str) -> Typed:
    """The text's parts."""
    text = plain(text)
    call = "(" in text
    for old, new in _CHANGES:
        text = old.sub(new, text)
    parts = text.split()[:MOST]
    for place, part in enumerate(parts if len(parts) > 1 else ()):
        if count := _BEHIND.fullmatch(part) if place else _FRONT.fullmatch(part):
            rest = parts[:place] + parts[place + 1 :]
            return Typed(tuple(map(_token, rest)), int(count[1]), call)
    return _repeated(list(map(_token, parts)), call)


def _repeated(tokens: list[Token], call: bool) -> Typed:
    """`repeat 3 residual 64`: the word in front, a number if it is said, and what is repeated."""
    if tokens and tokens[0].text.casefold() in ("repeat", "rep"):
        counted = len(tokens) > 1 and re.fullmatch("[0-9]{1,9}", tokens[1].text)
        rest = tokens[2 if counted else 1 :]
        if rest and not rest[0].value:
            return Typed(tuple(rest), int(tokens[1].text) if counted else 2, call)
    return Typed(tuple(tokens), None, call)


def _token(part: str) -> Token:
    if count := _FRONT.fullmatch(part):  # up 2x
        return Token(part, value=count[1])
    for form in _FORMS:
        if found := form.fullmatch(part):
            key = "stride" if found["key"] == "/" else found["key"]
            return Token(part, key, found["value"])
    return Token(part)
