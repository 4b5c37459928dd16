"""Cut, copy, paste and duplicate: parts of a network as JSON text on the clipboard."""

from PySide6.QtWidgets import QApplication

from graph import edits
from graph.arrange import GAP_Y
from graph.network import Network
from graph.sketch import CARD_HEIGHT
from gui.session import Session

ASIDE = (40.0, CARD_HEIGHT / 2 + GAP_Y / 2)


def copy(session: Session) -> None:
    """Puts the selected blocks and the wires among them on the clipboard."""
    if session.selection:
        piece = edits.part(session.network, session.selection)
        QApplication.clipboard().setText(edits.encode(piece).decode())


def cut(session: Session) -> None:
    """Copies the selected blocks and removes them."""
    copy(session)
    session.edit("Cut", edits.remove(session.network, session.selection))


def paste(session: Session) -> None:
    """Adds what is on the clipboard, under fresh names, and selects it."""
    piece = edits.decode(QApplication.clipboard().text().encode())
    if piece is None:
        session.refuse("There are no blocks on the clipboard. Select some and copy them first.")
        return
    _put(session, "Paste", piece)


def duplicate(session: Session) -> None:
    """Adds copies of the selected blocks beside them."""
    if session.selection:
        _put(session, "Duplicate", edits.part(session.network, session.selection))


def _put(session: Session, label: str, piece: Network) -> None:
    network, names = edits.paste(session.network, piece, ASIDE)
    session.edit(label, network)
    session.select(names)
