"""What is told over the canvas: refusals, failures, and what was noticed in a training."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from backend.protocol import Attached, Declined, Event, Failed, Noticed, Started
from graph.document import Change
from graph.text import Text
from gui.language import tr

if TYPE_CHECKING:
    from gui.window import Window


class Tidings(QObject):
    """Hears the session and the worker of one window, and offers what can be done."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._messages = window.messages
        session = window.session
        session.refused.connect(self._refuse)
        session.failed.connect(self._fail)
        session.protected.connect(self._protect)
        session.changed.connect(self._follow)
        session.opened.connect(self._messages.pass_by)
        session.entered.connect(self._messages.pass_by)
        window.trainer.arrived.connect(self._hear)

    def _refuse(self, text: Text) -> None:
        self._messages.tell(tr(text))

    def _fail(self, text: Text) -> None:
        self._messages.show_text(tr(text))

    def _protect(self, text: Text) -> None:
        make_own = self._window.actions_by_name["make-own"]
        self._messages.offer(tr(text), {tr("Make it my own"): make_own.trigger}, "error")

    def _follow(self, change: Change) -> None:
        if change.before.network is not change.after.network:
            self._messages.pass_by()

    def _hear(self, event: Event) -> None:
        match event:
            case Failed():
                runs = self._window.runs
                remedies = runs.remedies() if runs is not None else {}
                choices = {**self._culprit(), **remedies}
                self._messages.show_text(tr(event.text), trace=event.trace, choices=choices)
            case Declined("findrate" | "overfit" | "train") if event.template:
                # else the user gave it up; a training that was stopped before it began is no fault
                asked = event.command == "train"
                self._messages.tell(tr(event.text), "info" if asked else "error")
            case Noticed():
                self._warn(event)
            case Started() | Attached():
                self._messages.pass_by()  # what kept the one before from beginning
            case _:
                pass

    def _culprit(self) -> dict[str, Callable[[], None]]:
        """A way to the block where the numbers of a training that has just failed ended."""
        from gui.panels.notices import reveal  # noqa: PLC0415  # start-up does without it

        shown, session = self._window.trainer.shown, self._window.session
        last = shown.notices[-1] if shown.notices else None
        if shown.failure is None or last is None or last.kind != "nan" or not last.node:
            return {}
        return {tr("Show the block"): partial(reveal, session, last.node)}

    def _warn(self, event: Noticed) -> None:
        """Tells what is wrong with a training, and offers the block that it is about."""
        from gui.panels.notices import GRAVE, reveal  # noqa: PLC0415  # start-up does without it

        if event.kind in GRAVE:
            show = {tr("Show the block"): partial(reveal, self._window.session, event.node)}
            self._messages.offer(tr(event.text), show if event.node else {}, "error")
