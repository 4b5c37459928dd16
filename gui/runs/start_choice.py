"""The list from which the run is chosen whose weights the training starts from."""

from PySide6.QtCore import QSignalBlocker

from backend.records import RunRecord
from backend.store import Store, StoreError
from graph.fields import Field
from gui import figures
from gui.editors import Choice
from gui.language import tr
from gui.runs.rows import accuracy_of, when

MOST = 40  # runs in the list; the table of runs has all


class StartChoice(Choice):
    """Random weights, and the newest runs that have kept some, each as it is known to its user.

    The store is read when the list is opened, and for the one run that is shown.
    """

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._store = Store()
        self._random = tr(field.blank)
        self.addItem(self._random, "")

    def set_value(self, value: object) -> None:
        run = str(value)
        with QSignalBlocker(self):
            if self.findData(run) < 0:
                self.addItem(self._known(run), run)
            self.setCurrentIndex(self.findData(run))

    def showPopup(self) -> None:
        self._fill()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 32)
        super().showPopup()

    def _fill(self) -> None:
        """Reads the list anew; what is chosen stays, also where it is long ago, or gone."""
        chosen = str(self.currentData() or "")
        with QSignalBlocker(self):
            self.clear()
            self.addItem(self._random, "")
            for record in self._kept():
                self.addItem(_titled(record), record.id)
        self.set_value(chosen)

    def _kept(self) -> list[RunRecord]:
        try:
            records = self._store.runs()
        except StoreError:
            return []  # the table of runs says why it cannot be read
        found: list[RunRecord] = []
        for record in records:
            if len(found) < MOST and self._store.weights(record.id):
                found.append(record)
        return found

    def _known(self, run: str) -> str:
        try:
            return _titled(self._store.run(run))
        except StoreError:
            return tr("{run}: not here", run=figures.ltr(run))


def _titled(record: RunRecord) -> str:
    """Its name, when it began, and how good it is: digits · 14:02 · 99.2 %."""
    best = accuracy_of(record)
    good = [] if best is None else [figures.ltr(figures.share(best))]
    return " · ".join([record.name, figures.ltr(when(record.started)), *good])
