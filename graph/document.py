"""The one mutable object below the window: a project with its past and its future.

Undo keeps values; there are no command classes. Old and new values share what did not change.
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from graph.project import Project

LONGEST_PAST: Final = 2_000


class Change(Struct, frozen=True):
    """What one edit, undo or redo did."""

    label: str
    before: Project
    after: Project

    @property
    def touched(self) -> frozenset[str]:
        """Names of nodes that came, went, or are another value now."""
        old, new = self.before.network.nodes, self.after.network.nodes
        return frozenset(
            name for name in old.keys() | new.keys() if old.get(name) is not new.get(name)
        )

    @property
    def rewired(self) -> bool:
        """Whether any wire came, went or moved."""
        return self.before.network.wires is not self.after.network.wires


class _Step(Struct, frozen=True):
    label: str
    project: Project
    merge: object


class Document:
    """Holds a project, changes it on request, and tells its one listener afterwards."""

    def __init__(self, project: Project, listener: Callable[[Change], None]) -> None:
        self.project = project
        self.saved: Project | None = project
        self._listener = listener
        self._past: list[_Step] = []
        self._future: list[_Step] = []
        self._merge: object = None

    @property
    def modified(self) -> bool:
        """Whether there is anything to save."""
        return self.project is not self.saved and self.project != self.saved

    @property
    def past(self) -> tuple[str, ...]:
        """Labels of what can be undone, the latest last."""
        return tuple(step.label for step in self._past)

    @property
    def future(self) -> tuple[str, ...]:
        """Labels of what can be redone, the next last."""
        return tuple(step.label for step in self._future)

    def edit(self, label: str, after: Project, *, merge: object = None) -> None:
        """Makes `after` the project; edits in a row with one `merge` key are one undo step."""
        if after == self.project:
            return
        if merge is None or merge != self._merge:
            self._past.append(_Step(label, self.project, merge))
            del self._past[:-LONGEST_PAST]
        self._merge = merge
        self._future.clear()
        self._go(label, after)

    def undo(self) -> None:
        """Goes back by one step; nothing happens where there is none."""
        self._travel(self._past, self._future)

    def redo(self) -> None:
        """Goes forward by one step; nothing happens where there is none."""
        self._travel(self._future, self._past)

    def mark_saved(self) -> None:
        """Says that the project as it is lies in its file."""
        self.saved = self.project

    def forget_saved(self) -> None:
        """Says that the project as it is lies in no file."""
        self.saved = None

    def seal(self) -> None:
        """Ends the running merge: the next edit is a step of its own."""
        self._merge = None

    def _travel(self, source: list[_Step], target: list[_Step]) -> None:
        if not source:
            return
        step = source.pop()
        target.append(_Step(step.label, self.project, None))
        self._merge = None
        self._go(step.label, step.project)

    def _go(self, label: str, after: Project) -> None:
        change = Change(label, self.project, after)
        self.project = after
        self._listener(change)
