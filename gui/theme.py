"""Colours, and the palette made of them. Nothing else in the window names a colour.

Text on its ground has a contrast of at least 4.5:1 in both themes (tests/gui/test_theme.py), and
colours that mean something are told apart by colour-blind people (tests/gui/test_colour_vision.py).
"""

from enum import Enum

from msgspec import Struct
from PySide6.QtGui import QColor, QPalette


class Scheme(Enum):
    """Light, dark, or whatever the desktop has."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Tinted(Struct, frozen=True):
    """The colours of something that the user gave a tint."""

    ground: str
    edge: str
    ink: str


class Theme(Struct, frozen=True):
    """The colours of one scheme, as #rrggbb."""

    canvas: str  # the drawing's ground
    dots: str  # its grid
    panel: str  # side panels, bars, dock
    raised: str  # buttons, palette entries, chips
    hover: str
    field: str  # editors, plots, boxes
    line: str  # borders
    card: str  # a block's body
    text: str
    muted: str  # secondary text
    wire: str
    accent: str
    accent_text: str  # on the accent
    good: str
    warning: str
    error: str
    error_ground: str
    train: str  # curves
    test: str
    groups: dict[str, str]  # a palette group's colour, by Layer.group
    tints: dict[str, str]  # a frame's or a note's colour, by graph.sketch.Tint

    def group(self, name: str) -> str:
        """The colour of a layer group."""
        return self.groups.get(name, self.muted)

    def frame(self, tint: str) -> Tinted:
        """The colours of a frame on the canvas."""
        colour = self.tints[tint]
        return Tinted(
            ground=mixed(colour, self.canvas, 0.1),
            edge=mixed(colour, self.canvas, 0.45),
            ink=mixed(colour, self.text, 0.4),
        )

    def note(self, tint: str) -> Tinted:
        """The colours of a note: paper."""
        colour = self.tints[tint]
        return Tinted(
            ground=mixed(colour, self.card, 0.2),
            edge=mixed(colour, self.card, 0.5),
            ink=self.text,
        )


DARK = Theme(
    canvas="#0f1318",
    dots="#232b35",
    panel="#161b22",
    raised="#1d242d",
    hover="#27303b",
    field="#0f1318",
    line="#2a323d",
    card="#1a212a",
    text="#e6edf3",
    muted="#9aa5b1",
    wire="#5b6673",
    accent="#4c9dff",
    accent_text="#06162b",
    good="#45c4b0",
    warning="#e3b341",
    error="#f85d57",
    error_ground="#241a1d",
    train="#4c9dff",
    test="#e3b341",
    groups={
        "Input and output": "#8b96a5",
        "Convolution": "#4c9dff",
        "Pooling": "#e3b341",
        "Activation": "#3fb984",
        "Normalisation": "#b083f0",
        "Dense": "#ff8a5b",
        "Shape": "#a9b665",
        "Join": "#56c8d8",
        "Blocks": "#d16ba5",
    },
    tints={
        "grey": "#8b96a5",
        "blue": "#4c9dff",
        "green": "#3fb984",
        "yellow": "#e3b341",
        "orange": "#ff8a5b",
        "red": "#ff6b6b",
        "purple": "#b083f0",
    },
)

LIGHT = Theme(
    canvas="#f4f6f9",
    dots="#d6dce4",
    panel="#ffffff",
    raised="#eef1f5",
    hover="#e1e7ee",
    field="#f7f9fb",
    line="#d3dae2",
    card="#ffffff",
    text="#1b232d",
    muted="#586473",
    wire="#8995a3",
    accent="#1668d6",
    accent_text="#ffffff",
    good="#06756c",
    warning="#785100",
    error="#cd1450",
    error_ground="#fdecec",
    train="#1668d6",
    test="#b86e00",
    groups={
        "Input and output": "#66717f",
        "Convolution": "#1668d6",
        "Pooling": "#b07d00",
        "Activation": "#1b8a5a",
        "Normalisation": "#7b46c9",
        "Dense": "#d4551e",
        "Shape": "#6b7a1e",
        "Join": "#0f8496",
        "Blocks": "#b03b82",
    },
    tints={
        "grey": "#66717f",
        "blue": "#1668d6",
        "green": "#1b8a5a",
        "yellow": "#b07d00",
        "orange": "#c2541a",
        "red": "#c62828",
        "purple": "#7b46c9",
    },
)


def mixed(colour: str, ground: str, share: float) -> str:
    """`share` of a colour laid over a ground: the tint of a card's head."""
    over, under = QColor(colour), QColor(ground)
    parts = [
        round(share * a + (1 - share) * b)
        for a, b in zip(over.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]
    ]
    return QColor(*parts).name()


def palette(theme: Theme) -> QPalette:
    """Qt's palette for what the style sheet does not reach, such as native dialogs."""
    roles = {
        QPalette.ColorRole.Window: theme.panel,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.field,
        QPalette.ColorRole.AlternateBase: theme.raised,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_text,
        QPalette.ColorRole.Link: theme.accent,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    disabled = QColor(mixed(theme.muted, theme.panel, 0.6))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.WindowText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return made
