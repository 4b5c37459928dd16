"""Sentences for the user as a template and its values, so that the window can translate them.

`Text("{size} is below {low}", {"size": 0, "low": 1})` prints in English as it stands; a
translation looks the template up and fills in the same values.
"""

from msgspec import Struct


class Text(Struct, frozen=True):
    """A sentence with named gaps."""

    template: str
    values: dict[str, object] = {}

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template


class Refusal(ValueError):
    """Abstract: an error of our own whose text is shown to the user as it stands."""

    def __init__(self, template: str, **values: object) -> None:
        self.text = Text(template, values)
        super().__init__(str(self.text))
