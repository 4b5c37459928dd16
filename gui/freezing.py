"""Freeze and unfreeze: whether training leaves the weights of the selected blocks as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.edits import freezing
from graph.text import Refusal

if TYPE_CHECKING:
    from gui.session import Session


def freeze(session: Session, on: bool) -> None:
    """Freezes the selected blocks that have weights, or frees them; says which have none."""
    network, chosen = session.network, session.selection
    try:
        after = freezing.frozen(network, chosen, on)
    except Refusal as refusal:
        session.refused.emit(refusal.text)
        return
    if not session.edit("Freeze weights" if on else "Unfreeze weights", after):
        return
    fit = freezing.freezable(network, chosen)
    left_out = [name for name in chosen if name not in fit]
    if left_out:
        session.refuse("{names} has no weights, and is left out.", names=", ".join(left_out))
