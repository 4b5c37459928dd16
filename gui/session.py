"""The bridge between the window and the model: one project that is open, and what is selected.

Panels get the session, connect to its signals when they are made, and keep no copy of a value.
Selection, zoom and training are not in the document: undo does not touch them.
"""

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from msgspec import structs
from PySide6.QtCore import QObject, Signal

from graph.costs import Costs, costs
from graph.document import Change, Document
from graph.infer import Inference, infer
from graph.network import Network
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
        self._title = title
        self._known: tuple[Project, Inference, Costs] | None = None

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self.document.project

    @property
    def network(self) -> Network:
        """The network as it is now."""
        return self.document.project.network

    @property
    def inference(self) -> Inference:
        """Shapes and problems of the network as it is now."""
        return self._analysis()[1]

    @property
    def costs(self) -> Costs:
        """Costs of the network as it is now."""
        return self._analysis()[2]

    @property
    def name(self) -> str:
        """What the project is called: its file's name without the suffix."""
        return self.path.stem if self.path else self._title or "untitled"

    def edit(self, label: str, network: Network, *, merge: object = None) -> None:
        """Makes `network` the project's; `label` names the step in the undo menu, in English."""
        self.edit_project(label, structs.replace(self.project, network=network), merge=merge)

    def edit_project(self, label: str, project: Project, *, merge: object = None) -> None:
        """Makes `project` the one that is open, as one undo step."""
        self.document.edit(label, project, merge=merge)

    def attempt(self, label: str, make: Callable[[], Network], *, merge: object = None) -> bool:
        """Edits the network by a function of graph.edits; shows its refusal, if it refuses."""
        try:
            network = make()
        except Refusal as refusal:
            self.refused.emit(refusal.text)
            return False
        self.edit(label, network, merge=merge)
        return True

    def undo(self) -> None:
        """Takes the last step back."""
        self.document.undo()

    def redo(self) -> None:
        """Takes the next step again."""
        self.document.redo()

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
        self.selection = ()
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
            self.refused.emit(refusal.text)
            return False
        self.path = path
        self.document.mark_saved()
        self.filed.emit()
        return True

    def refuse(self, template: str, **values: object) -> None:
        """Shows a sentence that says why something is not done."""
        self.refused.emit(Text(template, values))

    def _try(self, make: Callable[[], Project]) -> Project | None:
        try:
            return make()
        except Refusal as refusal:
            self.refused.emit(refusal.text)
            return None

    def _tell(self, change: Change) -> None:
        kept = tuple(name for name in self.selection if name in self.network.nodes)
        dropped = kept != self.selection
        self.selection = kept
        self.changed.emit(change)
        if dropped:
            self.selected.emit()
        self.filed.emit()

    def _analysis(self) -> tuple[Project, Inference, Costs]:
        project = self.project
        if self._known is None or self._known[0] is not project:
            before = self._known
            same = before is not None and before[0].network is project.network
            if before is not None and same and before[0].exact_sizes == project.exact_sizes:
                self._known = (project, before[1], before[2])
            else:
                inference = infer(project.network, project.exact_sizes)
                self._known = (project, inference, costs(project.network, inference))
        return self._known
