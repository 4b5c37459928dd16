"""The actions on what is drawn: selecting, wiring, arranging; one line each, as in `gui.menu`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from graph import selecting as belonging
from gui import arranging, blocks, freezing, needs, rewiring, selecting
from gui.actions import Action
from gui.canvas import keys

if TYPE_CHECKING:
    from gui.window import Window


def select(window: Window) -> tuple[Action, ...]:
    """More of the same, what leads there, what follows; wires; a block by its name."""
    session = window.session
    chosen = partial(needs.selected, session)
    spread = partial(selecting.spread, session)
    led, follows = partial(spread, belonging.upstream), partial(spread, belonging.downstream)
    between, row = partial(spread, belonging.between), partial(spread, belonging.chain)
    alike, others = partial(spread, belonging.alike), partial(selecting.invert, session)
    wire, find = partial(keys.pick_wire, window.canvas.stage), selecting.find_block
    return (
        Action(
            "upstream", "Select", "All before it", led, "Ctrl+[", separated=True, missing=chosen
        ),
        Action("downstream", "Select", "All behind it", follows, "Ctrl+]", missing=chosen),
        Action("between", "Select", "All between", between, "Ctrl+\\", missing=chosen),
        Action("chain", "Select", "Its whole row", row, "Ctrl+Shift+A", missing=chosen),
        Action("alike", "Select", "All of its kind", alike, "Ctrl+Alt+A", missing=chosen),
        Action("invert", "Select", "All others", others, "Ctrl+I"),
        Action("pick-wire", "Select", "One of its wires", wire, "Ctrl+.", separated=True),
        Action("find-block", "Select", "Find a block…", partial(find, window), "Ctrl+Shift+F"),
    )


def wire(window: Window) -> tuple[Action, ...]:
    """Wires between blocks that are there, and blocks out of their chain or of another kind."""
    session = window.session
    chosen, two = partial(needs.selected, session), partial(needs.several, session, 2)
    join, out = partial(rewiring.connect, session), partial(rewiring.pull_out, session)
    drop, cut = partial(rewiring.remove_closing, session), partial(rewiring.cut_closing, session)
    kind, unfold = partial(rewiring.choose_kind, window), partial(blocks.unfold, session)
    every = partial(blocks.edit_all, session)
    part, picked = window.canvas.detach, window.canvas.picked
    line, put = partial(rewiring.straighten, session, picked), partial(rewiring.insert, window)
    cold, warm = partial(freezing.freeze, session, True), partial(freezing.freeze, session, False)
    one, bent = partial(needs.wire, picked), partial(needs.bent, session, picked)
    return (
        Action("connect", "Block", "Connect", join, "Ctrl+J", separated=True, missing=two),
        Action("detach", "Block", "Disconnect", part, "Ctrl+Shift+J", missing=chosen),
        Action("pull-out", "Block", "Take out of its chain", out, "Ctrl+Alt+J", missing=chosen),
        Action("close-up", "Block", "Delete and close the wires", drop, "Ctrl+Del", missing=chosen),
        Action("cut-up", "Block", "Cut and close the wires", cut, "Ctrl+Shift+X", missing=chosen),
        Action("insert", "Block", "Insert a block in the wire…", put, missing=one),
        Action("unbend", "Block", "Straighten the wire", line, missing=bent),
        Action("change", "Block", "Change to…", kind, "Ctrl+H", missing=chosen),
        Action("unfold", "Block", "Unfold here", unfold, "Ctrl+Return", separated=True),
        Action("edit-uses", "Block", "Edit all its uses, or one", every, "Ctrl+U"),
        Action("freeze", "Block", "Freeze weights", cold, "Alt+F", separated=True, missing=chosen),
        Action("unfreeze", "Block", "Unfreeze weights", warm, "Alt+Shift+F", missing=chosen),
    )


def arrange(window: Window) -> tuple[Action, ...]:
    """The layout of all or some; what is in line."""
    session = window.session
    some = partial(needs.several, session, 2)
    more = partial(needs.several, session, 3)
    align = partial(arranging.align, session)
    spread = partial(arranging.distribute, session)
    flow, part = partial(arranging.flow, window), partial(arranging.arrange_selection, window)
    line, pin = partial(arranging.straighten, session), partial(arranging.pin, session)
    marked = partial(needs.selected, session)
    across, down = partial(flow, "right"), partial(flow, "down")
    lefts, centres = partial(align, "left"), partial(align, "centre")
    rights, tops = partial(align, "right"), partial(align, "top")
    middles, bottoms = partial(align, "middle"), partial(align, "bottom")
    wide, high = partial(spread, "across"), partial(spread, "down")
    return (
        Action("arrange", "Arrange", "Arrange", window.arrange, "Ctrl+L"),
        Action("tidy", "Arrange", "Arrange the selection", part, "Ctrl+Shift+L", missing=some),
        Action("across", "Arrange", "Arrange from left to right", across),
        Action("downward", "Arrange", "Arrange from top to bottom", down),
        Action("pin", "Arrange", "Pin or unpin", pin, "Alt+P", missing=marked),
        Action("lefts", "Arrange", "Left edges", lefts, "Alt+A", separated=True, missing=some),
        Action("centres", "Arrange", "Centres", centres, "Alt+H", missing=some),
        Action("rights", "Arrange", "Right edges", rights, "Alt+D", missing=some),
        Action("tops", "Arrange", "Upper edges", tops, "Alt+W", missing=some),
        Action("middles", "Arrange", "Middles", middles, "Alt+V", missing=some),
        Action("bottoms", "Arrange", "Lower edges", bottoms, "Alt+S", missing=some),
        Action("gaps", "Arrange", "Equal gaps across", wide, "Ctrl+Alt+H", missing=more),
        Action("gaps-down", "Arrange", "Equal gaps down", high, "Ctrl+Alt+V", missing=more),
        Action("straighten", "Arrange", "Straighten", line, "Alt+Q", missing=some),
    )
