"""The fixes of a problem as rows of a list: what is done, what it gives, and what follows."""

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from graph.fixes.search import Fix, fixes, fixes_inside
from graph.problems import Problem
from gui import figures
from gui.labels import heading, leading, trailing, words
from gui.language import tr
from gui.session import Session

NARROW = 620
"""Pixels, below which what follows stands under what is done and not behind it."""
LONGEST = 330
"""Pixels; a longer sentence is wrapped."""


class FixButton(QPushButton):
    """One fix; a click makes it. Its texts are wrapped where the panel is narrow."""

    def __init__(self, fix: Fix) -> None:
        super().__init__()
        self.setObjectName("fix")
        spoken = [tr(fix.text), tr(fix.outcome) if fix.outcome else ""]
        self.setAccessibleName(". ".join(filter(None, spoken)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._said = tr(fix.change)
        self.change = words(self._said, "")
        self.result = QLabel()
        if fix.result is not None:
            self.result.setText(f"<b>{figures.ltr(str(fix.result))}</b>")
        self._outcome = words(spoken[1])
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 5, 10, 5)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        for label in (self.change, self.result, self._outcome):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._wide: bool | None = None
        self.arrange(wide=False)

    def arrange(self, *, wide: bool) -> None:
        """Puts what follows behind what is done, or under it."""
        if wide == self._wide:
            return
        self._wide = wide
        for label in (self.change, self.result, self._outcome):
            self._grid.removeWidget(label)
        self._grid.addWidget(self.change, 0, 0)
        side = leading() if wide else trailing()
        self._grid.addWidget(self.result, 0, 1, side | Qt.AlignmentFlag.AlignTop)
        if wide:
            self._grid.addWidget(self._outcome, 0, 2)
        else:
            self._grid.addWidget(self._outcome, 1, 0, 1, 2)
        self._outcome.setVisible(wide or bool(self._outcome.text()))
        for column, stretch in enumerate((0, 0, 1) if wide else (1, 0, 0)):
            self._grid.setColumnStretch(column, stretch)

    @property
    def natural(self) -> tuple[int, int]:
        """The widths of the first two columns with their texts in one line, if not too long."""
        said = self.change.fontMetrics().horizontalAdvance(self._said) + 2
        return min(LONGEST, said), self.result.sizeHint().width()

    def line_up(self, change: int, result: int) -> None:
        """Gives the first two columns these widths, which are the same in each row; 0 for none."""
        self.change.setMinimumWidth(change)
        self.result.setMinimumWidth(result)

    def sizeHint(self) -> QSize:
        return self._grid.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._grid.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._grid.heightForWidth(width)


class FixList(QWidget):
    """The fixes of one problem, searched for after the problem itself is painted.

    Where it is `roomy`, what follows stands behind what is done, as long as the panel is wide.
    """

    def __init__(self, session: Session, title: str = "", *, roomy: bool = False) -> None:
        super().__init__()
        self._roomy = roomy
        self._session = session
        self._problem: Problem | None = None
        self._rows: list[FixButton] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._search)
        self._heading = heading(title) if title else None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        if self._heading is not None:
            self._column.addWidget(self._heading)
        self.hide()

    def offer(self, problem: Problem | None) -> None:
        """Shows the fixes of this problem; of none without one."""
        self._problem = problem
        self._clear()
        if problem is None:
            self._soon.stop()
        else:
            self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _clear(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.clearFocus()  # or it would jump to a field far away, which then takes the keys
            row.hide()
            row.deleteLater()  # not at once: it may be the one that was clicked
        self._rows = []
        self.hide()

    def _search(self) -> None:
        if self._problem is None:
            return
        for fix in _fixes(self._session, self._problem):
            row = FixButton(fix)
            row.clicked.connect(partial(_apply, self._session, fix))
            self._rows.append(row)
            self._column.addWidget(row)
        self._arrange()
        self.setVisible(bool(self._rows))

    def _arrange(self) -> None:
        wide = self._roomy and self.width() >= NARROW
        widths = [row.natural for row in self._rows] if wide else []
        change, result = (max((pair[n] for pair in widths), default=0) for n in (0, 1))
        for row in self._rows:
            row.arrange(wide=wide)
            row.line_up(change, result)


def _fixes(session: Session, problem: Problem) -> tuple[Fix, ...]:
    if problem not in session.inference.problems:
        return ()  # the network, or the level that is open, was another one when it was asked
    if session.level:
        return fixes_inside(session.shown, problem, session.project.exact_sizes)
    return fixes(session.project, problem, session.inference)


def _apply(session: Session, fix: Fix) -> None:
    session.edit(tr(fix.change), fix.after)
