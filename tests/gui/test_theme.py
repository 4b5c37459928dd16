"""Text can be read: its contrast with its ground is at least 4.5:1 (WCAG 2.2, 1.4.3)."""

from typing import get_args

import pytest
from PySide6.QtGui import QColor

from graph.network import LAYERS
from graph.sketch import Tint
from gui.canvas.drawing.overview import TINTED
from gui.canvas.drawing.shell import TINT
from gui.canvas.drawing.wording import quiet_ink
from gui.theme import DARK, LIGHT, Theme, mixed

GROUNDS = ("canvas", "panel", "raised", "hover", "field", "card")
TEXTS = ("text", "muted")


def luminance(colour: str) -> float:
    """Relative luminance by WCAG's definition."""
    parts = QColor(colour).getRgbF()[:3]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_in_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read_on_every_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("text", ["good", "warning", "error"])
def test_what_is_said_in_colour_can_be_read(theme: Theme, text: str) -> None:
    for ground in ("panel", "card", "field"):
        assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5
    assert contrast(theme.error, theme.error_ground) >= 4.5
    assert contrast(theme.accent_text, theme.accent) >= 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_every_group_of_layers_has_a_colour_and_its_card_a_title_that_can_be_read(
    theme: Theme,
) -> None:
    for kind in LAYERS:
        assert kind.group in theme.groups
        assert contrast(theme.text, mixed(theme.group(kind.group), theme.card, 0.3)) >= 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_every_tint_has_a_colour_in_which_titles_and_notes_can_be_read(theme: Theme) -> None:
    assert theme.tints.keys() == set(get_args(Tint))
    for tint in theme.tints:
        frame, note = theme.frame(tint), theme.note(tint)
        assert contrast(frame.ink, frame.ground) >= 4.5
        assert contrast(theme.muted, frame.ground) >= 4.5
        assert contrast(note.ink, note.ground) >= 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_words_on_cards_can_be_read(theme: Theme) -> None:
    """The head's words, a count on its group's colour, and names in the overview and inside."""
    for colour in theme.groups.values():
        head = mixed(colour, theme.card, TINT)
        assert contrast(theme.text, head) >= 4.5
        assert contrast(quiet_ink(theme), head) >= 4.5
        assert contrast(theme.text, mixed(colour, theme.card, TINTED)) >= 4.5
    assert contrast(theme.card, theme.groups["Blocks"]) >= 4.5  # the count of a Repeat
    assert contrast(theme.muted, theme.card) >= 4.5
    assert contrast(theme.muted, theme.canvas) >= 4.5  # a wire's label
