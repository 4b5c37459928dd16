"""Which curve is whose, how good each is, and in what settings they differ."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from graph.project import Project
from gui import figures
from gui.labels import escaped, words
from gui.language import tr
from gui.runs.differences import differences
from gui.runs.loading import Details
from gui.runs.rows import accuracy_of, when


class Legend(QScrollArea):
    """A few lines for each run."""

    def __init__(self) -> None:
        super().__init__()
        self._text = words()
        self._text.setObjectName("runs:legend")
        self.setAccessibleName(tr("The chosen runs, and in what they differ"))
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setContentsMargins(0, 0, 6, 0)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._text)
        column.addStretch(1)
        inner.setStyleSheet("background: transparent;")
        self.setStyleSheet("QScrollArea { background: transparent; }")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)

    def show_runs(self, runs: tuple[Details, ...], colours: dict[str, str], now: Project) -> None:
        """One run is compared with the project as it is now, several with one another."""
        told = {each.record.id: "" for each in runs}
        known = [each for each in runs if each.project is not None]
        projects = [each.project for each in known if each.project is not None]
        if len(known) == 1:
            rows = differences([*projects, now])
            said = [
                tr("{setting} {value}, now {other}", setting=d.title, value=value, other=other)
                for d in rows
                if d.title != tr("Network")
                for value, other in [map(figures.ltr, d.values)]
            ]
            if len(said) < len(rows):
                said.insert(0, tr("the network is another one now"))
            told[known[0].record.id] = _joined(said) or tr("as the project is now")
        elif known:
            rows = differences(projects)
            for place, each in enumerate(known):
                said = [f"{d.title} {figures.ltr(d.values[place])}" for d in rows]
                told[each.record.id] = _joined(said) or tr("no setting differs")
        lines = [_entry(each, colours, told[each.record.id]) for each in runs]
        self._text.setText("".join(lines))


def _joined(said: list[str]) -> str:
    """Side by side; a line ends between two of them, and in none."""
    return "\u00a0· ".join(each.replace(" ", "\u00a0") for each in said)


def _entry(each: Details, colours: dict[str, str], told: str) -> str:
    record = each.record
    best = accuracy_of(record)
    reached = "" if best is None else f" <b>{figures.ltr(figures.share(best, 2))}</b>"
    colour = colours.get(record.id, "")
    spot = f'<span style="color: {colour}">●</span> ' if colour else ""
    name = f"<b>{escaped(record.name)}</b> {figures.ltr(when(record.started))}"
    return f'<p style="margin: 0 0 6px 0">{spot}{name}{reached}<br>{escaped(told)}</p>'
