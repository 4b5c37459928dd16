"""The list of what is wrong: a click goes to the block, and the current one offers its fixes."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from graph.problems import Problem
from graph.readiness import obstacles
from gui.datasets import fit
from gui.labels import words
from gui.language import tr
from gui.panels.fix_list import FixList
from gui.panels.problem_card import SeverityMark, sentence, severity_colour
from gui.session import Session
from gui.theme import Theme
from gui.trainer import Trainer

MOST = 100  # rows; whoever has more problems mends the first ones first


class Panel(QWidget):
    """All problems of the network, the ones of the whole network first."""

    count_changed = Signal(int)

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._rows: list[_Row] = []
        self._count = -1
        self._empty = words()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._fit = QPushButton(tr("Fit the network to the data set"))
        self._fit.setObjectName("fit-network")
        self._fit.clicked.connect(partial(fit, session))
        self._more = words()
        body = QWidget()
        self._list = QVBoxLayout(body)
        self._list.setContentsMargins(12, 12, 12, 12)
        self._list.setSpacing(4)
        self._list.addWidget(self._empty, 1)
        self._list.addWidget(self._fit, 0, Qt.AlignmentFlag.AlignHCenter)
        self._list.addWidget(self._more)
        self._list.addStretch()
        scroll = QScrollArea()
        scroll.setAccessibleName(tr("Problems"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        session.changed.connect(self._refresh)
        session.opened.connect(self._refresh)
        session.entered.connect(self._refresh)
        self._refresh()

    @property
    def count(self) -> int:
        """The number of problems."""
        return len(self._session.inference.problems)

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        for row in self._rows:
            row.set_theme(theme)

    def _refresh(self) -> None:
        problems = self._session.inference.problems
        if len(problems) != self._count:
            self._count = len(problems)
            self.count_changed.emit(self._count)
        if self.isVisible():
            focused = QApplication.focusWidget()
            inside = focused is not None and self.isAncestorOf(focused)
            self._show(problems)
            if inside:
                self._keep_focus()

    def _keep_focus(self) -> None:
        """The keyboard stays in the list where the fix that it was on is gone."""
        current = [row for row in self._rows if row.is_current]
        (current or [self])[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self, problems: tuple[Problem, ...]) -> None:
        current = next((row.problem for row in self._rows if row.is_current), None)
        shown = problems[:MOST]
        for row in self._rows[len(shown) :]:
            row.hide()
            row.deleteLater()
        del self._rows[len(shown) :]
        while len(self._rows) < len(shown):
            self._add()
        for row, problem in zip(self._rows, shown, strict=True):
            row.show_problem(problem)
        if shown:
            self._make_current(shown.index(current) if current in shown else 0)
        self._empty.setText("" if shown else _well(self._session))
        self._empty.setVisible(not shown)
        self._fit.setVisible(not shown and _misfit(self._session))
        self._more.setText(tr("and {count} more", count=len(problems) - len(shown)))
        self._more.setVisible(len(problems) > len(shown))

    def _add(self) -> None:
        place = len(self._rows)
        row = _Row(self._session, self._theme)
        row.entered.connect(partial(self._make_current, place))
        row.moved.connect(partial(self._move_from, place))
        row.activated.connect(partial(self._go_to, place))
        self._rows.append(row)
        self._list.insertWidget(place, row)

    def _make_current(self, place: int) -> None:
        for index, row in enumerate(self._rows):
            row.set_current(index == place)

    def _move_from(self, place: int, step: int) -> None:
        target = place + step
        if 0 <= target < len(self._rows):
            self._rows[target].setFocus(Qt.FocusReason.TabFocusReason)

    def _go_to(self, place: int) -> None:
        name = self._rows[place].problem.node
        if name:
            self._session.select([name])
            self._session.revealed.emit(name)

    def showEvent(self, event: QEvent) -> None:
        self._show(self._session.inference.problems)


def _well(session: Session) -> str:
    """What is said where there is no problem."""
    whole = session.whole.inference
    outside = len(whole.problems)
    if session.level and outside:
        return tr("All is well in this block. Problems outside it: {count}.", count=outside)
    if session.level:
        return tr("All is well in this block.")
    if hindered := obstacles(session.project, whole):
        why = hindered[0].text
        return tr("Every block fits, but the network cannot be trained yet. {why}", why=why)
    return tr("All is well: every block fits, and the network can be trained.")


def _misfit(session: Session) -> bool:
    """Whether all that is wrong is that the network is not for the data set's pictures."""
    hindered = obstacles(session.project, session.whole.inference)
    return not session.level and bool(hindered) and hindered[0].misfit


class _Row(QFrame):
    """A problem: its mark, the block's name, the sentence, and its fixes while it is current."""

    entered = Signal()
    activated = Signal()
    moved = Signal(int)
    problem: Problem

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.is_current = False
        self.setObjectName("row")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._mark: SeverityMark | None = None
        self._name, self._sentence = QLabel(), words(role="")
        self._name.setMinimumWidth(80)
        self._fixes = FixList(session, roomy=True)
        self._line = QHBoxLayout()
        self._line.setSpacing(10)
        self._line.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addWidget(self._sentence, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        column.addLayout(self._line)
        beside_mark = QHBoxLayout()
        beside_mark.addSpacing(26)
        beside_mark.addWidget(self._fixes, 1)
        column.addLayout(beside_mark)

    def show_problem(self, problem: Problem) -> None:
        self.problem = problem
        self.is_current = False
        if self._mark is not None:
            self._mark.hide()
            self._mark.deleteLater()
        self._mark = SeverityMark(problem.severity)
        self._mark.set_theme(self._theme)
        self._line.insertWidget(0, self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._name.setText(f"<b>{problem.node or tr('Network')}</b>")
        self._say()
        self.setAccessibleName(f"{problem.node}: {tr(problem.text)}")

    def set_current(self, current: bool) -> None:
        if current != self.is_current or not current:
            self.is_current = current
            self._fixes.offer(self.problem if current else None)
            self._paint()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._mark is not None:
            self._mark.set_theme(theme)
            self._say()
        self._paint()

    def _say(self) -> None:
        colour = severity_colour(self.problem, self._theme)
        self._sentence.setText(sentence(self.problem.text, colour))

    def _paint(self) -> None:
        ground = self._theme.raised if self.is_current else "transparent"
        self.setStyleSheet(
            f"#row {{ background: {ground}; border: 1px solid transparent; border-radius: 6px; }}"
            f"#row:hover {{ background: {self._theme.raised}; }}"
            f"#row:focus {{ border-color: {self._theme.accent}; }}"
            "QLabel { background: transparent; }"
            f"QPushButton {{ background: {self._theme.hover}; border: 1px solid transparent; "
            "border-radius: 5px; }"
            f"QPushButton:hover {{ background: {self._theme.line}; }}"
            f"QPushButton:focus {{ border-color: {self._theme.accent}; }}"
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.activated.emit()
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case _:
                super().keyPressEvent(event)
