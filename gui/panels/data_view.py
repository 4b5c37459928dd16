"""The data set: its classes, pictures of them, its figures, and what training makes of them."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from backend.protocol import ClassReport, Remark, Surveyed
from gui import figures
from gui.choice_buttons import choice_button
from gui.labels import escaped, words
from gui.language import tr
from gui.panels.class_table import ClassTable
from gui.panels.data_status import DataStatus, facts, said
from gui.panels.facts import Facts
from gui.panels.picture_grid import PictureGrid
from gui.panels.pictures import image
from gui.panels.preview import PreviewView, first_of_each
from gui.session import Session
from gui.surveyor import Surveyor
from gui.theme import Theme
from gui.titles import named
from gui.trainer import Trainer

SIDE: Final = 250  # px of the figures
NARROWEST: Final = 208


class Panel(QWidget):
    """Figures, classes and pictures; or what to do to see them. It looks when it is shown first."""

    form_asked = Signal()  # another data set is to be chosen

    def __init__(
        self,
        session: Session,
        trainer: Trainer,
        surveyor: Surveyor,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._surveyor = surveyor
        self._shown: Surveyed | None = None
        self._figures = _Figures(surveyor)
        self._classes = ClassTable(theme)
        self._classes.chosen.connect(self._show_class)
        self._grid = PictureGrid()
        self._none = words()
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._preview = PreviewView(session, trainer, theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty())
        self._pages.addWidget(self._content())
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.addWidget(self._pages)
        surveyor.changed.connect(self._refresh)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._classes.set_theme(theme)
        self._preview.set_theme(theme)

    def _empty(self) -> QWidget:
        page = QWidget()
        self._why = words()
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        choose = QPushButton(tr("Choose a data set…"))
        choose.setObjectName("choose-data")
        choose.clicked.connect(self.form_asked)
        inner = QWidget()
        inner.setFixedWidth(400)
        column = QVBoxLayout(inner)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(self._why)
        column.addWidget(DataStatus(self._surveyor, inner))
        column.addWidget(choose)
        column.addStretch(1)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner, 0, Qt.AlignmentFlag.AlignHCenter)
        return page

    def _content(self) -> QWidget:
        self._views = QStackedWidget()
        samples = QStackedWidget()
        samples.addWidget(self._none)
        samples.addWidget(self._grid)
        self._samples = samples
        self._views.addWidget(samples)
        self._views.addWidget(self._preview)
        choices = QHBoxLayout()
        choices.setSpacing(4)
        for place, text in enumerate(("Pictures of the class", "As training sees them")):
            name = ("data:samples", "data:preview")[place]
            button = choice_button(name, tr(text), on=place == 0)
            button.clicked.connect(partial(self._views.setCurrentIndex, place))
            choices.addWidget(button)
        choices.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(choices)
        right.addWidget(self._views, 1)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._figures, 4)
        row.addWidget(self._classes, 5)
        row.addLayout(right, 9)
        return _Sideways(page)

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        self._surveyor.look()
        report = self._surveyor.report
        self._pages.setCurrentIndex(0 if report is None else 1)
        self._why.setText("" if said(self._surveyor)[0] else _question(self._session))
        self._why.setVisible(self._why.text() != "")
        if report is None:
            self._shown = None
            return
        self._figures.show_report(report, self._session)
        if report is not self._shown:
            self._shown = report
            self._classes.show_classes(report.classes)
            self._preview.show_pictures(first_of_each([each.numbers for each in report.classes]))

    def _show_class(self, number: int) -> None:
        if self._shown is None:
            return
        each = self._shown.classes[number]
        self._grid.show_pictures(
            [image(sample.dims, sample.values) for sample in each.samples],
            [
                tr("{name}: training picture {number}", name=each.name, number=place)
                for place in each.numbers
            ],
        )
        self._none.setText(_lack(each))
        self._samples.setCurrentIndex(1 if each.samples else 0)
        if each.numbers and self._views.currentIndex() == 1:
            self._preview.show_pictures(each.numbers)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()


class _Sideways(QScrollArea):
    """Shows all of a page's height, and scrolls it sideways in a window that is too narrow."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().size()
        self._page.resize(max(room.width(), self._page.minimumSizeHint().width()), room.height())


class _Figures(QFrame):
    """The data set's name, its figures, what is remarkable, and the look at it."""

    def __init__(self, surveyor: Surveyor) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(SIDE)
        self._title = words(role="strong")
        self._facts = Facts(spacing=3)
        self._remarks = QVBoxLayout()
        self._remarks.setSpacing(8)
        self._told: tuple[Remark, ...] = ()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(2, 0, 2, 0)
        column.setSpacing(8)
        column.addWidget(self._facts)
        column.addLayout(self._remarks)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setObjectName("data:figures")
        scroll.setAccessibleName(tr("Figures of the data set"))
        scroll.setStyleSheet(
            "#data\\:figures, #data\\:figures QWidget { background: transparent; }"
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(10, 9, 10, 8)  # alike: Qt does not mirror them
        outer.setSpacing(8)
        again = QToolButton()
        again.setText("⟳")
        again.setProperty("role", "mark")
        again.setObjectName("data:again")
        again.setAccessibleName(tr("Look through again"))
        again.setToolTip(tr("Look through again"))
        again.clicked.connect(surveyor.look_through)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(again)
        outer.addLayout(head)
        outer.addWidget(scroll, 1)
        outer.addWidget(DataStatus(surveyor, self, quiet=True))

    def show_report(self, report: Surveyed, session: Session) -> None:
        self._title.setText(f"<b>{escaped(named(session.project.data))}</b>")
        self._facts.show_values(
            {
                **facts(session.project.data),
                "mean": figures.ltr(_numbers(report.mean)),
                "deviation": figures.ltr(_numbers(report.deviation)),
            }
        )
        if report.remarks != self._told:
            self._told = report.remarks
            self._tell(report.remarks)

    def _tell(self, remarks: tuple[Remark, ...]) -> None:
        while (item := self._remarks.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for remark in remarks:
            self._remarks.addWidget(words(tr(remark.text), "warning"))
            if remark.files:
                copy = QPushButton(tr("Copy the list"))
                copy.setObjectName(f"copy:{remark.kind}")
                copy.setToolTip("\n".join(remark.files[:12]))
                copy.clicked.connect(partial(_copy, remark.files))
                self._remarks.addWidget(copy)


def _copy(files: tuple[str, ...]) -> None:
    QApplication.clipboard().setText("\n".join(files))


def _numbers(values: tuple[float, ...]) -> str:
    return "  ".join(f"{value:.2f}" for value in values)


def _question(session: Session) -> str:
    return tr(
        "Classes, pictures and warnings of {name} are shown here once it was looked through.",
        name=named(session.project.data),
    )


def _lack(each: ClassReport) -> str:
    if each.train:
        return tr("{name} has no picture to show.", name=each.name)
    return tr("{name} has no training picture: nothing can be learned of it.", name=each.name)
