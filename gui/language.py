"""English and Persian: a sentence is looked up by its English template, then filled in.

`resources/translations/fa.json` maps templates to Persian. What it does not have stays English.
`tests/gui/test_language.py` finds what is missing there.
"""

from enum import Enum
from functools import lru_cache
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt

from graph.text import Text

RESOURCES = Path(__file__).parent.parent / "resources"


class Language(Enum):
    """The languages of the window, by their codes."""

    ENGLISH = "en"
    PERSIAN = "fa"

    @property
    def title(self) -> str:
        """What its speakers call it."""
        return {"en": "English", "fa": "فارسی"}[self.value]

    @property
    def direction(self) -> Qt.LayoutDirection:
        """The direction in which it is written."""
        return (
            Qt.LayoutDirection.RightToLeft
            if self is Language.PERSIAN
            else Qt.LayoutDirection.LeftToRight
        )


_current = Language.ENGLISH


def use(language: Language) -> None:
    """Makes it the language of every widget that is made from now on."""
    global _current  # the language of a process, as QLocale.setDefault has it
    _current = language


def current() -> Language:
    """The language in use."""
    return _current


def tr(sentence: str | Text, **values: object) -> str:
    """The sentence in the language in use, filled in with its values."""
    if isinstance(sentence, Text):
        return tr(sentence.template, **sentence.values)
    template = _catalogue(_current).get(sentence, sentence)
    if template is not sentence and _current.direction is Qt.LayoutDirection.RightToLeft:
        template = f"\u200f{template}"  # whatever it is filled in with begins with
    known = {name: tr(v) if isinstance(v, Text) else _apart(v) for name, v in values.items()}
    return template.format(**known) if known else template


def _apart(value: object) -> object:
    """A name, shape or formula runs in its own direction, whatever the sentence around it does."""
    if not isinstance(value, int | float) and _current.direction is Qt.LayoutDirection.RightToLeft:
        return f"\u2068{value}\u2069"
    return value


@lru_cache
def _catalogue(language: Language) -> dict[str, str]:
    if language is Language.ENGLISH:
        return {}
    file = RESOURCES / "translations" / f"{language.value}.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str])
