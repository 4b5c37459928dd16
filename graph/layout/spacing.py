"""How far things stand from each other where they are laid out, or given room."""

from msgspec import Struct

from graph.sketch import Flow


class Spacing(Struct, frozen=True):
    """How far things stand from each other, in canvas units."""

    column: float
    """Between a card and the next one along the flow: a shape label stands in it."""
    row: float
    """Between two rows: the wires to the next row run in it."""
    lane: float = 40.0
    """Between two cards side by side."""
    pitch: float = 16.0
    """Between two wires that run along the flow."""
    track: float = 12.0
    """Between two wires that run across it."""
    stub: float = 18.0
    """From a column of cards to the first track beside it."""
    turn: float = 32.0
    """The same at the ends of a row, where wires turn back, and beside it."""


SPACING: dict[Flow, Spacing] = {"right": Spacing(76.0, 94.0), "down": Spacing(64.0, 96.0)}
