"""What can be done with blocks: add, group, ungroup, open, repeat, make one's own, keep."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import structs

from backend import library
from graph import levels
from graph.edits import grouping, opening, unfolding
from graph.edits.adding import append
from graph.edits.freezing import freezable
from graph.layers.endpoints import Input, Output
from graph.levels import at, block_names, has_inside, held
from graph.network import AnyLayer, Block
from graph.text import Refusal
from gui.language import tr

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView
    from gui.session import Session
    from gui.window import Window


def add(session: Session, canvas: CanvasView, layer: AnyLayer) -> None:
    """Adds a block by keyboard: behind the selected one and wired to it, else in the middle."""
    chosen = session.selection[0] if len(session.selection) == 1 else None
    network, name = append(session.network, chosen, layer, canvas.centre())
    if session.edit("Add", network):
        session.select((name,))
        canvas.look.reveal(name)


def group(session: Session, canvas: CanvasView) -> bool:
    """Makes one block of the selected ones; shows the wire that is in the way, if one is."""
    try:
        network, name = grouping.group(session.network, session.selection, _title(session))
    except Refusal as refusal:
        if isinstance(refusal, grouping.NotConvex):
            canvas.show_wire(refusal.wire)
        session.refused.emit(refusal.text)
        return False
    if not session.edit("Group", network):
        return False
    session.select((name,))
    return True


def ungroup(session: Session) -> None:
    """Puts what is inside the selected blocks in their place; plain layers among them stay."""
    network, names = session.network, list[str]()
    full = [name for name in session.selection if has_inside(network.nodes[name].layer)]
    try:
        for name in full or session.selection:  # if there is nothing in all, it says so
            network, parts = opening.ungroup(network, name, session.inference)
            names += parts
    except Refusal as refusal:
        session.refused.emit(refusal.text)
        return
    if not session.selection:
        session.refuse("Nothing is selected. Select a block first.")
    elif session.edit("Ungroup", network):
        session.select(names)


def open_block(session: Session) -> None:
    """Opens the selected block."""
    if name := _one(session):
        session.enter(name)


def close_block(session: Session) -> None:
    """Goes back out of the block that is open."""
    session.leave()


def unfold(session: Session) -> None:
    """Shows what is inside the selected block on its card, in place; folds one that does."""
    name = _one(session)
    if not name:
        return
    network = session.network
    if name in network.sketch.unfolded:
        session.edit("Fold", unfolding.folded(network, name))
        return
    inside = levels.inside(session.shown, name, session.project.exact_sizes)
    if inside is None:
        session.refused.emit(opening.closed(network, name).text)
        return
    if session.attempt("Unfold", partial(unfolding.unfolded, network, name, inside.network)):
        session.revealed.emit(name)


def edit_all(session: Session) -> None:
    """Lets edits inside the open block go to all its uses, or only to this one again."""
    if len(session.uses) < 2:
        session.refuse(
            "This is for the inside of a block that is used several times: open one. The line "
            "above the canvas says which use it is."
        )
    else:
        session.edit_all(not session.edits_all)


def repeat(session: Session) -> None:
    """Puts the selected block twice in a row; what is a Repeat gets one copy more."""
    if name := _one(session):
        session.attempt("Repeat", partial(grouping.repeated, session.network, name))


def make_own(session: Session) -> None:
    """Makes a built-in block the user's own: the selected one, or the one that is open."""
    name = session.selection[0] if len(session.selection) == 1 else ""
    path = session.level
    if name and has_inside(session.network.nodes[name].layer):
        path = (*path, name)
    elif not session.shown.read_only:
        session.refuse("Select a built-in block first, such as Residual.")
        return
    project = session.project
    selected = session.selection
    try:
        network = opening.own_at(session.whole, path, project.exact_sizes)
    except Refusal as refusal:
        session.refused.emit(refusal.text)
        return
    if network == project.network:
        session.refuse("{block} is a block of your own already: open it.", block=path[-1])
        return
    session.edit_project("Make it my own", structs.replace(project, network=network))
    session.select(selected)


def keep(window: Window) -> None:
    """Puts the selected block, or the selected ones as one, into the palette's My blocks."""
    session = window.session
    try:
        block = _to_keep(session)
        if block is None or not _may_replace(window, block.name):
            return
        library.keep(block)
    except Refusal as refusal:
        session.refused.emit(refusal.text)
        return
    window.palette_panel.reload()
    window.messages.show_text(
        tr("“{name}” is in the palette now, under My blocks.", name=block.name), "info"
    )


def offer_back(window: Window, block: Block) -> None:
    """Says that a block is no longer kept, and keeps it again if that was not meant."""

    def bring_back() -> None:
        try:
            library.keep(block)
        except Refusal as refusal:
            window.session.refused.emit(refusal.text)
        window.palette_panel.reload()

    sentence = tr("“{name}” was deleted from my blocks.", name=block.name)
    window.messages.offer(sentence, {tr("Bring it back"): bring_back})


def named() -> frozenset[str]:
    """The names of all actions whose meaning depends on what is selected."""
    return _SELECTION


def applicable(session: Session) -> frozenset[str]:
    """The names of the actions that have a meaning for what is selected."""
    layers = [session.network.nodes[name].layer for name in session.selection]
    inside = [has_inside(layer) for layer in layers]
    found = {"group", "keep", "pull-out", "pin"} if layers else set[str]()
    if len(layers) == 1:
        found.add("repeat")
        if not isinstance(layers[0], Input | Output):
            found.add("change")
    if len(layers) > 1:
        found.add("connect")
    if inside == [True]:
        found |= {"open-block", "unfold"}
        if held(layers[0]) is None:
            found.add("make-own")
    if inside and all(inside):
        found.add("ungroup")
    return frozenset(found | _cold(session))


def _cold(session: Session) -> set[str]:
    """Freeze where some selected block learns, unfreeze where some is frozen."""
    network = session.network
    states = {network.nodes[name].frozen for name in freezable(network, session.selection)}
    return {("unfreeze" if frozen else "freeze") for frozen in states}


def _one(session: Session) -> str:
    """The name of the selected block; says so, if it is not exactly one."""
    if len(session.selection) == 1:
        return session.selection[0]
    session.refuse("Select one block. Several become one by Group.")
    return ""


def _title(session: Session) -> str:
    """Block 1, or the first number that no block in the project has."""
    taken, number = block_names(session.project.network), 1
    while f"Block {number}" in taken:
        number += 1
    return f"Block {number}"


def _to_keep(session: Session) -> Block | None:
    """The block to be kept: one that is selected, or open, as it is; others become one."""
    selection, network = session.selection, session.network
    if not selection and session.level and not session.shown.read_only:
        outer = at(session.project.network, session.level[:-1])
        return held(outer.nodes[session.level[-1]].layer) if outer else None
    layers = [network.nodes[name].layer for name in selection]
    if len(layers) == 1 and isinstance(layers[0], Block):
        return layers[0]
    title = str(layers[0].label) if len(layers) == 1 else _title(session)
    grouped, name = grouping.group(network, selection, title)
    return held(grouped.nodes[name].layer)


def _may_replace(window: Window, name: str) -> bool:
    if library.find(name) is None:
        return True
    from gui import dialogs  # noqa: PLC0415  # start-up does without it

    sentence = tr("There is a block “{name}” under My blocks already.", name=name)
    return dialogs.ask(window, sentence, "Replace", "Cancel") == "Replace"


_SELECTION = frozenset(("group", "keep", "repeat", "open-block", "make-own", "ungroup"))
_SELECTION |= {"unfold", "change", "connect", "pull-out", "pin", "freeze", "unfreeze"}
