"""The one mutable object below the window: a project with its past and its future.

Undo keeps values; there are no command classes. Old and new values share what did not change.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from msgspec import Struct, structs

from graph.project import Project

LONGEST_PAST: Final = 2_000


class Spot(Struct, frozen=True):
    """Where the user was: the names of the blocks that were open, and what was selected."""

    level: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()


HOME: Final = Spot()


class Change(Struct, frozen=True):
    """What one edit, undo or redo did, or one jump over many."""

    label: str
    before: Project
    after: Project
    spot: Spot | None = None
    """Where to look after an undo or a redo; an edit leaves the user where he is."""

    @property
    def touched(self) -> frozenset[str]:
        """Names of nodes that came, went, or are another value now."""
        old, new = self.before.network.nodes, self.after.network.nodes
        return frozenset(
            name for name in old.keys() | new.keys() if old.get(name) is not new.get(name)
        )


class _Step(Struct, frozen=True):
    """The way to a project: one edit back, or one forward again."""

    label: str
    project: Project
    level: tuple[str, ...]
    """Where the edit was made."""
    spot: Spot
    """Where the user was when he left that project."""


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

    def steps(self) -> tuple[Change, ...]:
        """Every step that can be undone or redone, as the edit that it was, the oldest first."""
        whole = [*self._past, *reversed(self._future)]
        states = [step.project for step in self._past]
        states += [self.project, *(step.project for step in reversed(self._future))]
        return tuple(
            Change(step.label, before, after)
            for step, (before, after) in zip(whole, pairwise(states), strict=True)
        )

    def edit(self, label: str, after: Project, *, merge: object = None, spot: Spot = HOME) -> None:
        """Makes `after` the project; edits in a row with one `merge` key are one undo step.

        `spot` is where the user is, and undo leads back to.
        """
        if after == self.project:
            return
        if merge is None or merge != self._merge:
            self._past.append(_Step(label, self.project, spot.level, spot))
            del self._past[:-LONGEST_PAST]
        self._merge = merge
        self._future.clear()
        self._become(label, after)

    def undo(self, spot: Spot = HOME) -> None:
        """Goes back by one step; nothing happens where there is none."""
        self.go(-1, spot)

    def redo(self, spot: Spot = HOME) -> None:
        """Goes forward by one step; nothing happens where there is none."""
        self.go(1, spot)

    def go(self, steps: int, spot: Spot = HOME) -> None:
        """Goes back (below zero) or forward by so many steps, as far as there are any.

        The listener hears of one change, however many they are. `spot` is where the user is.
        """
        source, target = (self._past, self._future) if steps < 0 else (self._future, self._past)
        count = min(abs(steps), len(source))
        if not count:
            return
        project, label, level = self.project, "", spot.level
        for _ in range(count):
            step = source.pop()
            label, level = step.label, step.level
            target.append(_Step(label, project, level, spot))
            project, spot = step.project, step.spot
        self._merge = None
        selection = spot.selection if spot.level == level else ()
        self._become(label, project, Spot(level, selection))

    def learn(self, label: str, told: Callable[[Project], Project]) -> None:
        """Puts a fact that was found out into the project, without a step of its own.

        It is as true of all that undo and redo lead to, so they get it as well.
        """
        for steps in (self._past, self._future):
            steps[:] = [structs.replace(step, project=told(step.project)) for step in steps]
        if (after := told(self.project)) != self.project:
            self._become(label, after)

    def mark_saved(self) -> None:
        """Says that the project as it is lies in its file."""
        self.saved = self.project

    def forget_saved(self) -> None:
        """Says that the project as it is lies in no file."""
        self.saved = None

    def seal(self) -> None:
        """Ends the running merge: the next edit is a step of its own."""
        self._merge = None

    def _become(self, label: str, after: Project, spot: Spot | None = None) -> None:
        change = Change(label, self.project, after, spot)
        self.project = after
        self._listener(change)
