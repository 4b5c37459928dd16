"""The bridge between the window and the model: one project that is open, and what is selected.

Panels get the session, connect to its signals when they are made, and keep no copy of a value.
Selection, level, zoom and training are not in the document: undo does not touch them.

`network`, `inference`, `costs` and `selection` are of the level that is shown: the whole network,
or the inside of the block that is open. What trains, is saved or exported is `project`, with
`whole` for what is known of it.
"""

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from msgspec import structs
from PySide6.QtCore import QObject, Signal

from graph import levels
from graph.costs import Costs, costs
from graph.document import Change, Document, Spot
from graph.infer import Inference, infer
from graph.levels import Level
from graph.levels import Path as LevelPath
from graph.network import DEEPEST, Block, Network
from graph.project import Project, read, write
from graph.text import Refusal, Text


class Session(QObject):
    """One open project. Every edit, from anywhere in the window, goes through `edit`."""

    changed = Signal(object)  # Change: an edit, an undo or a redo
    opened = Signal()  # another project took the place of the last one
    selected = Signal()  # `selection` is another one
    revealed = Signal(str)  # a node that the canvas should bring into view
    filed = Signal()  # the path, or whether there is anything to save, may be another
    refused = Signal(object)  # Text: why something that was asked for is not done
    failed = Signal(object)  # Text: what went wrong with a file
    misfit = Signal(object)  # Text: as `refused`; the network is not for the data set's pictures
    protected = Signal(object)  # Text: as `refused`, of an edit inside a built-in block
    entered = Signal()  # `level` is another one
    shared = Signal()  # what is edited inside: one use of the open block, or all

    def __init__(
        self,
        project: Project,
        path: Path | None = None,
        parent: QObject | None = None,
        title: str = "",
    ) -> None:
        super().__init__(parent)
        self.document = Document(project, self._tell)
        self.path = path
        self.selection: tuple[str, ...] = ()
        self.level: tuple[str, ...] = ()  # the names of the blocks that are open, each in the last
        self._shared: frozenset[str] = frozenset()  # blocks whose uses are edited together
        self._title = title
        self._known: tuple[Project, Level] | None = None
        self._shown: tuple[Project, tuple[str, ...], Level] | None = None

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self.document.project

    @property
    def whole(self) -> Level:
        """The whole network, with what is known of it."""
        project, before = self.project, self._known
        if before is None or before[0] is not project:
            same = before is not None and before[0].network is project.network
            if before is not None and same and before[0].exact_sizes == project.exact_sizes:
                self._known = (project, before[1])
            else:
                known = infer(project.network, project.exact_sizes)
                sums = costs(project.network, known)
                self._known = (project, levels.top(project.network, known, sums))
        assert self._known is not None
        return self._known[1]

    @property
    def shown(self) -> Level:
        """The level that is open."""
        project, shown = self.project, self._shown
        if shown is None or shown[0] is not project or shown[1] != self.level:
            level = levels.deepest(self.whole, self.level, project.exact_sizes)[1]
            self._shown = shown = (project, self.level, level)
        return shown[2]

    @property
    def network(self) -> Network:
        """The network of the level as it is now."""
        return self.shown.network

    @property
    def inference(self) -> Inference:
        """Shapes and problems of the level as it is now."""
        return self.shown.inference

    @property
    def costs(self) -> Costs:
        """Costs of the level as it is now."""
        return self.shown.costs

    @property
    def uses(self) -> tuple[LevelPath, ...]:
        """Where the block that is open is used: the paths of all its equals, and its own."""
        if self.shown.read_only:
            return ()
        block = levels.block_at(self.project.network, self.level)
        return levels.uses(self.project.network, block) if block else ()

    @property
    def edits_all(self) -> bool:
        """Whether what is edited inside the open block is edited in all its uses."""
        block = levels.block_at(self.project.network, self.level)
        return block is not None and self._together(block)

    def edit_all(self, on: bool) -> None:
        """Says whether edits inside the open block go to all its uses; kept for its name."""
        block = levels.block_at(self.project.network, self.level)
        if block is not None and on != self._together(block):
            self._shared = self._shared ^ {block.name}
            self.document.seal()
            self.shared.emit()

    @property
    def name(self) -> str:
        """What the project is called: its file's name without the suffix."""
        return self.path.stem if self.path else self._title or "untitled"

    def edit(self, label: str, network: Network, *, merge: object = None) -> bool:
        """Makes `network` the one of the level; `label` names the step in the undo menu.

        False, and a sentence, inside a built-in block, and where blocks would nest too deep.
        """
        if self.shown.read_only:
            text = "This is inside a built-in block, which is looked at and not edited."
            self.protected.emit(Text(text))
            return False
        whole = levels.with_uses(self.project.network, self.level, network, self._together)
        if whole.nesting > max(DEEPEST, self.project.network.nesting):
            self.refuse(
                "Blocks would be nested {depth} deep, and {most} is the most. Ungroup some of them "
                "first.",
                depth=whole.nesting,
                most=DEEPEST,
            )
            return False
        self.edit_project(label, structs.replace(self.project, network=whole), merge=merge)
        return True

    def edit_project(self, label: str, project: Project, *, merge: object = None) -> None:
        """Makes `project` the one that is open, as one undo step."""
        self.document.edit(label, project, merge=merge, spot=self._spot)

    def learn(self, label: str, told: Callable[[Project], Project]) -> None:
        """Puts a fact that was found out into the project; undo does not take it out."""
        self.document.learn(label, told)

    def attempt(self, label: str, make: Callable[[], Network], *, merge: object = None) -> bool:
        """Edits the network by a function of graph.edits; shows its refusal, if it refuses."""
        try:
            network = make()
        except Refusal as refusal:
            self.refused.emit(refusal.text)
            return False
        return self.edit(label, network, merge=merge)

    def enter(self, name: str) -> bool:
        """Opens a block; says why, if there is nothing to open."""
        if levels.inside(self.shown, name, self.project.exact_sizes) is None:
            from graph.edits import opening  # noqa: PLC0415  # start-up does without it

            self.refused.emit(opening.closed(self.network, name).text)
            return False
        self._go((*self.level, name))
        return True

    def leave(self, depth: int | None = None) -> None:
        """Closes blocks until `depth` are open, else the last one; it is selected then."""
        depth = len(self.level) - 1 if depth is None else depth
        if 0 <= depth < len(self.level):
            name = self.level[depth]
            self._go(self.level[:depth], (name,))

    def has(self, level: tuple[str, ...]) -> bool:
        """Whether there are blocks on that path that can be opened."""
        return levels.deepest(self.whole, level, self.project.exact_sizes)[0] == level

    def visit(self, level: tuple[str, ...], selection: Collection[str] = ()) -> None:
        """Shows another level, if there is one on that path, and selects some of its nodes."""
        if level != self.level and self.has(level):
            self._go(level, tuple(selection))
        elif level == self.level and selection:
            self.select(selection)

    def undo(self) -> None:
        """Takes the last step back."""
        self.go_to(-1)

    def redo(self) -> None:
        """Takes the next step again."""
        self.go_to(1)

    def go_to(self, steps: int) -> None:
        """Takes so many steps back (below zero) or again, in one jump.

        The level where the last of them was made is shown, with what was selected there.
        """
        self.document.go(steps, self._spot)

    def select(self, names: Collection[str]) -> None:
        """Makes these nodes the selected ones; names that do not exist are left out."""
        chosen = tuple(name for name in names if name in self.network.nodes)
        if chosen != self.selection:
            self.selection = chosen
            self.selected.emit()

    def start(self, project: Project, path: Path | None = None, title: str = "") -> None:
        """Puts another project in the place of this one; `title` is its name without a file."""
        self.document = Document(project, self._tell)
        self.path = path
        self._title = title
        self.selection, self.level = (), ()
        self._shared = frozenset()
        self.opened.emit()
        self.selected.emit()
        self.filed.emit()

    def open(self, path: Path) -> bool:
        """Opens a file; shows the refusal and leaves all as it was, if it cannot be read."""
        project = self._try(partial(read, path))
        if project is None:
            return False
        self.start(project, path)
        return True

    def save(self, path: Path) -> bool:
        """Writes the project to a file, which becomes its file; shows the refusal if it fails."""
        try:
            write(self.project, path)
        except Refusal as refusal:
            self.failed.emit(refusal.text)
            return False
        self.path = path
        self.document.mark_saved()
        self.filed.emit()
        return True

    def refuse(self, template: str, **values: object) -> None:
        """Shows a sentence that says why something is not done."""
        self.refused.emit(Text(template, values))

    @property
    def _spot(self) -> Spot:
        return Spot(self.level, self.selection)

    def _together(self, block: Block) -> bool:
        return block.name in self._shared

    def _try(self, make: Callable[[], Project]) -> Project | None:
        try:
            return make()
        except Refusal as refusal:
            self.failed.emit(refusal.text)
            return None

    def _go(self, level: tuple[str, ...], selection: tuple[str, ...] = ()) -> None:
        self.document.seal()
        self.level, self.selection = level, selection
        self.entered.emit()
        self.selected.emit()

    def _tell(self, change: Change) -> None:
        old = self._spot
        to = old if change.spot is None else change.spot
        self.level = levels.deepest(self.whole, to.level, self.project.exact_sizes)[0]
        within = self.level == to.level  # else the block that was open is gone
        nodes = self.network.nodes
        self.selection = tuple(name for name in to.selection if within and name in nodes)
        self.changed.emit(change)
        if self.level != old.level:
            self.entered.emit()
        if self._spot != old:
            self.selected.emit()
        self.filed.emit()
