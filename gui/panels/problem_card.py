"""One problem: how grave it is, what is wrong, and buttons that mend it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from graph.fixes.search import Fix, fixes, fixes_inside
from graph.problems import Problem, Severity
from gui.labels import heading, words
from gui.language import tr
from gui.session import Session
from gui.theme import Theme, mixed


class SeverityMark(QWidget):
    """A round mark: a cross for an error, an exclamation mark for a warning."""

    def __init__(self, severity: Severity) -> None:
        super().__init__()
        self._severity = severity
        self._colour = self._ground = QColor()
        self.setFixedSize(16, 16)
        self.setAccessibleName(tr("Error") if severity == "error" else tr("Warning"))

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._colour = QColor(theme.error if self._severity == "error" else theme.warning)
        self._ground = QColor(theme.panel)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawEllipse(QRectF(1, 1, 14, 14))
        pen = QPen(self._ground, 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        if self._severity == "error":
            painter.drawLine(QPointF(5.6, 5.6), QPointF(10.4, 10.4))
            painter.drawLine(QPointF(10.4, 5.6), QPointF(5.6, 10.4))
        else:
            painter.drawLine(QPointF(8, 4.4), QPointF(8, 8.6))
            painter.drawPoint(QPointF(8, 11.6))


class FixButton(QPushButton):
    """A button whose text is wrapped where the panel is narrow."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.setAccessibleName(sentence)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._label = words(sentence, "")
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 5, 10, 5)
        self._column.addWidget(self._label)

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._column.heightForWidth(width)


class ProblemCards(QWidget):
    """The problems of one block, each in a card with its fixes."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._theme = theme
        self._cards: list[_Card] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Shows these problems, with the fixes that the project as it is now allows."""
        for old in self._cards:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()  # not at once: it may be its own button that was clicked
        self._cards = [_Card(self._session, problem, self._theme) for problem in problems]
        for new in self._cards:
            self._column.addWidget(new)
        self.setVisible(bool(problems))

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        for card in self._cards:
            card.set_theme(theme)


class _Card(QFrame):
    def __init__(self, session: Session, problem: Problem, theme: Theme) -> None:
        super().__init__()
        self._problem = problem
        self.setObjectName("problem")
        self._mark = SeverityMark(problem.severity)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words(tr(problem.text), ""), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.addLayout(row)
        buttons = fix_buttons(session, problem, FixButton)
        if buttons:
            column.addWidget(heading("Quick fixes"))
        for button in buttons:
            column.addWidget(button)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._mark.set_theme(theme)
        colour = theme.error if self._problem.severity == "error" else theme.warning
        self.setStyleSheet(
            f"#problem {{ background: {mixed(colour, theme.panel, 0.10)}; "
            f"border: 1px solid {mixed(colour, theme.panel, 0.55)}; border-radius: 8px; }}"
            "QLabel, QWidget { background: transparent; }"
            f"QPushButton {{ background: {mixed(colour, theme.panel, 0.18)}; "
            "border: 1px solid transparent; border-radius: 5px; text-align: left; }"
            f"QPushButton:hover {{ background: {mixed(colour, theme.panel, 0.30)}; }}"
            f"QPushButton:focus {{ border-color: {theme.accent}; }}"
        )


def fix_buttons(
    session: Session, problem: Problem, kind: Callable[[str], QPushButton]
) -> list[QPushButton]:
    """A button for each quick fix of a problem; a click makes one undo step of it."""
    made: list[QPushButton] = []
    for fix in _fixes(session, problem):
        button = kind(tr(fix.text))
        button.setObjectName("fix")
        button.clicked.connect(partial(_apply, session, fix))
        made.append(button)
    return made


def _fixes(session: Session, problem: Problem) -> tuple[Fix, ...]:
    if session.level:
        return fixes_inside(session.shown, problem, session.project.exact_sizes)
    return fixes(session.project, problem, session.inference)


def _apply(session: Session, fix: Fix) -> None:
    session.edit(str(fix.text), fix.after)
