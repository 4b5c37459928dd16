"""What a colour alone says is seen by who sees no red, no green or no blue.

Colours are seen through the matrices of Machado, Oliveira and Fernandes (2009) at full strength,
and compared in OKLab, where 0.02 is about the least difference that is noticed side by side.
"""

from itertools import combinations
from math import dist

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from gui.canvas.drawing.shell import paint_glyph
from gui.theme import DARK, LIGHT, Theme

EYES = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
APART = 0.085
"""More than four times what is noticed."""

both_themes = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
every_eye = pytest.mark.parametrize("eye", EYES)


def linear(colour: str) -> list[float]:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def product(matrix, vector) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def oklab(colour: str, eye: str) -> list[float]:
    seen = [min(1.0, max(0.0, part)) for part in product(EYES[eye], linear(colour))]
    cones = product(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        seen,
    )
    return product(
        (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        ),
        [cone ** (1 / 3) for cone in cones],
    )


def apart(one: str, other: str, eye: str) -> float:
    return dist(oklab(one, eye), oklab(other, eye))


def test_differences_are_measured_as_oklab_has_them() -> None:
    assert apart("#ffffff", "#000000", "all colours") == pytest.approx(1.0, abs=1e-3)
    assert apart("#ff0000", "#00ff00", "all colours") > 4 * apart("#b00000", "#505000", "no red")


@both_themes
@every_eye
def test_good_doubtful_and_wrong_are_told_apart(theme: Theme, eye: str) -> None:
    for one, other in combinations((theme.good, theme.warning, theme.error), 2):
        assert apart(one, other, eye) >= APART


@both_themes
@every_eye
def test_the_two_curves_are_told_apart(theme: Theme, eye: str) -> None:
    assert apart(theme.train, theme.test, eye) >= 2 * APART


@both_themes
@every_eye
def test_what_is_marked_is_told_from_what_is_not(theme: Theme, eye: str) -> None:
    assert apart(theme.accent, theme.wire, eye) >= APART
    assert apart(theme.accent, theme.line, eye) >= APART
    assert apart(theme.error, theme.wire, eye) >= APART


def test_every_group_of_layers_has_a_sign_of_its_own_besides_its_colour(qapp) -> None:
    """Nine colours cannot all be told apart by everybody; their signs are, in black alone."""
    signs = {group: sign(group) for group in DARK.groups}
    for one, other in combinations(signs, 2):
        pairs = zip(signs[one], signs[other], strict=True)
        assert sum(abs(a - b) > 60 for a, b in pairs) > 40, (one, other)


def sign(group: str) -> bytes:
    image = QImage(48, 48, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_glyph(painter, group, "#000000", QPointF(24, 24), 18)
    painter.end()
    return bytes(image.constBits())
