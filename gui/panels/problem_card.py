"""One problem: how grave it is, what is wrong, and what would mend it."""

import html

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from graph.problems import Problem, Severity
from graph.text import Text
from gui.labels import words
from gui.language import tr
from gui.panels.fix_list import FixList
from gui.session import Session
from gui.theme import Theme, mixed


def severity_colour(problem: Problem, theme: Theme) -> str:
    """Red for an error, yellow for a warning."""
    return theme.error if problem.severity == "error" else theme.warning


def sentence(text: Text, colour: str) -> str:
    """A problem's text as rich text, with the formula in it in a colour."""
    said = html.escape(tr(text))
    for formula in map(html.escape, _formulas(text)):
        said = said.replace(formula, f'<span style="color: {colour}">{formula}</span>')
    return f"<span>{said}</span>"


def _formulas(text: Text) -> set[str]:
    """The formulas that fill gaps of the text, or of those inside it."""
    inner = [_formulas(value) for value in text.values.values() if isinstance(value, Text)]
    own = {str(value) for name, value in text.values.items() if name == "formula"}
    return own.union(*inner)


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
            old.leave()
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
        self._sentence = words("", "")
        row.addWidget(self._sentence, 1)
        self._fixes = FixList(session, "Quick fixes")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.addLayout(row)
        column.addWidget(self._fixes)
        self.set_theme(theme)
        self._fixes.offer(problem)

    def leave(self) -> None:
        """Offers nothing any more."""
        self._fixes.offer(None)

    def set_theme(self, theme: Theme) -> None:
        self._mark.set_theme(theme)
        colour = severity_colour(self._problem, theme)
        self._sentence.setText(sentence(self._problem.text, colour))
        self.setStyleSheet(
            f"#problem {{ background: {mixed(colour, theme.panel, 0.10)}; "
            f"border: 1px solid {mixed(colour, theme.panel, 0.55)}; border-radius: 8px; }}"
            "QLabel, QWidget { background: transparent; }"
            f"QPushButton {{ background: {mixed(colour, theme.panel, 0.18)}; "
            "border: 1px solid transparent; border-radius: 5px; text-align: left; }"
            f"QPushButton:hover {{ background: {mixed(colour, theme.panel, 0.30)}; }}"
            f"QPushButton:focus {{ border-color: {theme.accent}; }}"
        )
