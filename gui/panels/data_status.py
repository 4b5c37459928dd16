"""What is known of the data set: what was found, how far the look at it is, why there is none."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from backend.protocol import Looking
from graph.sources import DataSource, Own
from gui import figures
from gui.labels import show_role, words
from gui.language import tr
from gui.surveyor import Surveyor, complete


class DataStatus(QWidget):
    """A sentence and a bar, and buttons to look through, to fetch, and to give up."""

    def __init__(self, surveyor: Surveyor, parent: QWidget, *, quiet: bool = False) -> None:
        """A `quiet` one is not seen while all is well. Without a parent it would be a window."""
        super().__init__(parent)
        self._surveyor = surveyor
        self._quiet = quiet
        self._words = words()
        self._words.setObjectName("data:said")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._look = _button("Look through", "data:look", surveyor.look_through)
        self._fetch = _button("Fetch", "data:fetch", surveyor.fetch)
        self._cancel = _button("Cancel", "data:cancel", surveyor.cancel)
        under_way = QHBoxLayout()
        under_way.setSpacing(10)
        under_way.addWidget(self._bar, 1)
        under_way.addWidget(self._cancel)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self._look, self._fetch):
            row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addLayout(under_way)
        column.addLayout(row)
        surveyor.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        surveyor = self._surveyor
        busy = surveyor.busy
        sentence, role = said(surveyor)
        self._words.setText(sentence)
        show_role(self._words, role)
        self._words.setVisible(bool(sentence))
        self._bar.setVisible(busy)
        if busy:
            done, total = _extent(surveyor.looking)
            self._bar.setRange(0, total)
            self._bar.setValue(done)
        again = surveyor.report is not None or surveyor.refusal is not None
        self._look.setText(tr("Look through again") if again else tr("Look through"))
        self._look.setVisible(not busy and complete(surveyor.source))
        self._fetch.setVisible(surveyor.fetchable)
        self._cancel.setVisible(busy)
        self.setVisible(not self._quiet or bool(sentence))


def said(surveyor: Surveyor) -> tuple[str, str]:
    """A sentence on what is under way or in the way, and its role; nothing if all is known."""
    if surveyor.busy:
        return _progress(surveyor.looking, fetching=surveyor.fetching), "muted"
    if surveyor.refusal is not None:
        return tr(surveyor.refusal), "error"
    if surveyor.outdated:
        return (
            tr(
                "The files are not what they were when they were last looked through. Look "
                "through again, and the project goes by what they are now."
            ),
            "warning",
        )
    if not complete(surveyor.source):
        return tr("Choose where it lies; what is there is looked through at once."), "muted"
    return "", "muted"


def facts(source: DataSource) -> dict[str, str]:
    """Size, counts and classes, by their names; empty while they are not known."""
    if not source.classes:
        return {}
    return {
        "training pictures": figures.count(source.pictures),
        "test pictures": figures.count(source.test_pictures),
        "size": figures.ltr(str(source.shape)),
        "classes": figures.count(len(source.classes)),
    }


def listed(source: DataSource, most: int = 6) -> str:
    """The first names of the classes; what they are of the user's own files is worth reading."""
    names = source.classes if isinstance(source, Own) else ()
    more = " …" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _progress(looking: Looking | None, *, fetching: bool) -> str:
    if looking is None:
        return tr("Fetching…") if fetching else tr("Looking through…")
    if looking.unit == "bytes":
        done, total = figures.size(looking.done), figures.size(looking.total)
        if looking.total:
            return tr("Fetching: {done} of {total}", done=done, total=total)
        return tr("Fetching: {done}", done=done)
    done, total = figures.count(looking.done), figures.count(looking.total)
    if looking.total:
        return tr("Looking through: {done} of {total}", done=done, total=total)
    return tr("Looking through: {done}", done=done)


def _extent(looking: Looking | None) -> tuple[int, int]:
    """Of a bar, which counts in 31 bits; (0, 0) runs to and fro."""
    if looking is None or not looking.total:
        return 0, 0
    return round(1_000 * min(1.0, looking.done / looking.total)), 1_000


def _button(text: str, name: str, act: object) -> QPushButton:
    button = QPushButton(tr(text))
    button.setObjectName(name)
    button.clicked.connect(act)
    return button
