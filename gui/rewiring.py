"""What the selected blocks' wires are told: connect, take out, close behind; and another kind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from graph.edits import EditError, bends, chains, linking, swap
from graph.edits.swap import Swapped
from graph.layers.base import Layer
from graph.network import Network
from gui import clipboard
from gui.language import tr

if TYPE_CHECKING:
    from gui.canvas.picked import Picked
    from gui.session import Session
    from gui.window import Window


def connect(session: Session) -> None:
    """Wires the first selected block to the last, or several to the last, at free inputs."""
    session.attempt("Connect", partial(linking.linked, session.network, session.selection))


def pull_out(session: Session) -> None:
    """Takes the selected blocks out of their chain; the wires close behind them."""
    session.attempt("Take out", partial(_without, session.network, session.selection))


def straighten(session: Session, picked: Picked) -> None:
    """Takes all points out of the selected wires: they run by themselves again."""
    network = bends.straight(session.network, picked.wires)
    if network is not session.network:
        session.edit("Straighten the wire", network)


def insert(window: Window) -> None:
    """Asks for the block that shall stand in the selected wire."""
    from gui.canvas.drawing.ends import way  # noqa: PLC0415  # start-up does without it

    (wire,) = window.canvas.picked.wires
    middle = way(window.session.network, wire).pointAtPercent(0.5)
    window.canvas.search(middle, wire=wire)


def remove_closing(session: Session) -> None:
    """Removes the selected blocks; the wires close behind them."""
    session.edit("Delete", chains.remove_closing(session.network, session.selection))


def cut_closing(session: Session) -> None:
    """Puts the selected blocks on the clipboard and removes them; the wires close."""
    clipboard.copy(session)
    session.edit("Cut", chains.remove_closing(session.network, session.selection))


def change_kind(session: Session, name: str, kind: type[Layer]) -> None:
    """Makes another kind of layer of a block; says which wires went."""
    made: list[Swapped] = []

    def swapped() -> Network:
        made.append(swap.swap(session.network, name, kind))
        return made[0].network

    if not session.attempt("Change kind", swapped):
        return
    session.select((made[0].name,))
    if made[0].lost:
        session.refuse(
            "{name} has fewer inputs now: the wires from {sources} are gone. Undo brings them "
            "back.",
            name=made[0].name,
            sources=", ".join(wire.source for wire in made[0].lost),
        )


def choose_kind(window: Window) -> None:
    """Lets the user type what the selected block shall become."""
    from gui.chooser import Choice, Chooser  # noqa: PLC0415  # start-up does without it

    session = window.session
    if len(session.selection) != 1:
        session.refuse("Select one block in the middle first.")
        return
    name = session.selection[0]
    kinds = swap.swappable(session.network, name, session.inference)
    if not kinds:
        session.refuse("{name} begins or ends the network: it stays what it is.", name=name)
        return
    choices = [
        Choice(tr(kind.title), tr(kind.group), (kind.__name__, kind.stem), kind) for kind in kinds
    ]
    question = tr("Change {name} to…", name=name)
    change = partial(_change, session, name)
    Chooser(question, choices, change, window.theme, window).show_over(window.canvas)


def _change(session: Session, name: str, kind: object) -> None:
    if isinstance(kind, type) and issubclass(kind, Layer):
        change_kind(session, name, kind)


def _without(network: Network, names: tuple[str, ...]) -> Network:
    made = chains.pull_out(network, names)
    if made is network:
        raise EditError("No wire leads from what is selected to other blocks.")
    return made
