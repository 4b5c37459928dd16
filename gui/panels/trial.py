"""A trial of the network, which is no run: while it goes on, and what came of it."""

from collections.abc import Callable
from math import floor, isfinite, log10

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from backend.protocol import FindRate, Looking, Overfitted, Preparing, RateFound
from gui import trials
from gui.figures import share
from gui.labels import escaped, leading, show_role, words
from gui.language import tr
from gui.panels.notices import Notices
from gui.panels.run_card import prepared
from gui.session import Session
from gui.small_plot import Point, Scale, SmallPlot, linear, logarithmic, short
from gui.theme import Theme
from gui.trainer import State, Trainer

HEADROOM = 1.25  # a loss that explodes is drawn up to so many times the first one
SIDE = 250  # pixels of the words beside the curve, at least


class TrialView(QWidget):
    """A curve at one side; beside it a sentence, what was noticed, and what can be done."""

    closed = Signal()

    def __init__(self, session: Session, trainer: Trainer, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._trainer = trainer
        self._suggestion = 0.0
        self._title, self._verdict, self._more = QLabel(), words(role="strong"), words(role="text")
        self._title.setAlignment(leading())
        self._plot = SmallPlot("trial", theme)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._notices = Notices(session)
        self._use = _button("trial:use", self._take)
        self._use.setProperty("role", "primary")
        self._use.setAccessibleName(tr("Use the suggested learning rate"))
        self._cancel = _button("trial:cancel", trainer.stop, tr("Cancel"))
        self._find = _button("trial:find", self._look_for_rate, tr(trials.TRIALS["find-rate"][0]))
        self._close = _button("trial:close", self.closed.emit, tr("Close"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._curve(), 5)
        row.addWidget(self._words(), 3)

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._plot.set_theme(theme)

    def show_wait(self) -> None:
        """Says what is being tried."""
        finding = isinstance(self._trainer.trial, FindRate)
        self._suggestion = 0.0
        self._busy.setRange(0, 0)
        title, help_ = trials.TRIALS["find-rate" if finding else "overfit"]
        self._fill(_Said(tr(title), tr("Trying…"), tr(help_), "muted"))
        self._plot.show_line((), linear(0, 1), linear(0, 1), _read_step)

    @property
    def going(self) -> bool:
        """Whether it shows a trial that has not ended."""
        return not self._busy.isHidden()

    def show_going(self, looking: Looking) -> None:
        """How far it is."""
        self._busy.setRange(0, looking.total)
        self._busy.setValue(looking.done)
        self._verdict.setText(f"<b>{escaped(tr('Trying…'))}</b>")

    def show_preparing(self, preparing: Preparing) -> None:
        """How many pictures are decoded, which the trial waits for."""
        self._busy.setRange(0, preparing.total)
        self._busy.setValue(preparing.done)
        self._verdict.setText(f"<b>{escaped(prepared(preparing))}</b>")

    def show_rate(self, found: RateFound) -> None:
        """Shows the loss over growing learning rates, and the one to take."""
        rate = self._suggestion = found.suggestion
        verdict = (
            tr("Suggested learning rate: {rate}", rate=short(rate))
            if rate
            else tr("No learning rate can be suggested.")
        )
        title = tr(trials.TRIALS["find-rate"][0])
        self._fill(_Said(title, verdict, tr(found.text), "strong" if rate else "warning"))
        self._use.setText(tr("Use {rate}", rate=short(rate)))
        points = list(zip(found.rates, found.losses, strict=True))
        across = logarithmic(found.rates[0], found.rates[-1], tr("Learning rate")) if points else (
            logarithmic(1e-6, 1)
        )  # fmt: skip
        self._plot.show_line(points, across, _up(points), _read_rate, rate or None)
        self._plot.setAccessibleName(verdict)

    def show_overfit(self, result: Overfitted) -> None:
        """Shows whether one batch could be learned by heart, and what was seen."""
        elsewhere = result.learned and not result.own
        if elsewhere:
            verdict = tr("The network can, but not with this recipe.")
        else:
            verdict = tr(
                "Yes: it learns one batch by heart ({accuracy})."
                if result.learned
                else "No: it does not learn even one batch by heart ({accuracy}).",
                accuracy=share(result.accuracy),
            )
        title = tr(trials.TRIALS["overfit"][0])
        role = "warning" if elsewhere else "good" if result.learned else "error"
        self._fill(_Said(title, verdict, tr(result.text), role))
        self._find.setVisible(elsewhere)
        self._notices.setVisible(bool(result.notices))
        self._notices.show_notices(result.notices)
        points = [(float(step), loss) for step, loss in enumerate(result.losses, 1)]
        across = linear(1, max(2, len(points)), tr("step"), count=1)
        self._plot.show_line(points, across, _up(points), _read_step)
        self._plot.setAccessibleName(verdict)

    def _fill(self, said: "_Said") -> None:
        trying = self._trainer.state is State.TRYING
        self._title.setText(f"<b>{said.title}</b>")
        self._verdict.setText(f"<b>{escaped(said.verdict)}</b>")
        show_role(self._verdict, said.role)
        self._more.setText(said.more)
        self._notices.hide()
        self._find.hide()
        self._busy.setVisible(trying)
        self._cancel.setVisible(trying)
        self._close.setVisible(not trying)
        self._use.setVisible(not trying and self._suggestion > 0)

    def _look_for_rate(self) -> None:
        trials.find_rate(self._session, self._trainer)

    def _take(self) -> None:
        trials.take_rate(self._session, self._suggestion)
        self.closed.emit()

    def _curve(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 9, 12, 10)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._plot, 1)
        return card

    def _words(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        card.setMinimumWidth(SIDE)
        inner = QWidget()
        inner.setObjectName("trial:words")
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 4, 0)
        lines.setSpacing(6)
        for part in (self._verdict, self._busy, self._more):
            lines.addWidget(part)
        lines.addWidget(self._notices, 1)
        lines.addStretch(0)
        scroll = QScrollArea()
        scroll.setObjectName("trial:scroll")
        scroll.setAccessibleName(tr("What the trial came to"))
        scroll.setStyleSheet("#trial\\:scroll, #trial\\:words { background: transparent; }")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 9, 12, 10)
        column.setSpacing(8)
        column.addWidget(scroll, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._use, self._find, self._cancel, self._close):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return card


class _Said(Struct, frozen=True):
    """The words of a trial; the role is that of the verdict."""

    title: str
    verdict: str
    more: str
    role: str


def _button(name: str, act: Callable[[], object], text: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.clicked.connect(act)
    return button


def _up(points: list[Point]) -> Scale:
    """From 0 to a little above the first loss: what explodes beyond it is cut."""
    finite = [loss for _, loss in points if isfinite(loss)]
    if not finite:
        return linear(0, 1)
    return linear(0, _round(min(max(finite), HEADROOM * finite[0])))


def _round(number: float) -> float:
    """The next number above with one figure, or with two and an even one: 2.4 for 2.31."""
    power = 10.0 ** floor(log10(number)) if number > 0 else 1.0
    steps = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
    return float(f"{power * next(step for step in steps if step * power >= number):.3g}")


def _read_rate(rate: float, loss: float) -> str:
    return tr("loss {loss} at {rate}", loss=f"{loss:.3f}", rate=short(rate))


def _read_step(step: float, loss: float) -> str:
    return tr("loss {loss} at step {step}", loss=f"{loss:.3f}", step=f"{step:.0f}")
