"""The form of the recipe: how the network is trained, in sections that fold."""

from collections.abc import Callable
from functools import partial

from msgspec import structs
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from graph.fields import field_in, with_value
from graph.readiness import conflicts
from graph.recipe import Recipe
from gui import trials
from gui.fold import Fold
from gui.forms import Form
from gui.labels import hint, words
from gui.language import tr
from gui.panels import recipe_parts as parts
from gui.panels.rate_plot import RatePlot
from gui.runs.start_choice import StartChoice
from gui.session import Session
from gui.settings import Settings
from gui.theme import Theme
from gui.trainer import Trainer

WIDTH = 404
TALLEST = 760
AROUND = 130  # pixels of the screen that it leaves free


class RecipeForm(QWidget):
    """Epochs, optimizer, loss and the rest; every edit can be undone."""

    left = Signal()  # something else is to be looked at now: a trial has begun

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._trainer = trainer
        self._settings = Settings()
        self._plot = RatePlot(theme)
        self._folds: dict[str, Fold] = {}
        self._forms: dict[str, Form] = {}
        self._search = QLineEdit()
        self._search.setObjectName("recipe:search")
        self._search.setPlaceholderText(tr("Search the settings"))
        self._search.setAccessibleName(tr("Search the settings"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._refresh)
        self._conflict = words(role="warning")
        self._conflict.setObjectName("recipe:conflict")
        self._conflict.setContentsMargins(16, 0, 16, 0)
        self._nothing = words(tr("No setting is called that."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addWidget(self._conflict)
        column.addWidget(self._body(), 1)
        column.addWidget(self._foot())
        room = self.screen().availableGeometry().height() - AROUND
        self.setFixedSize(WIDTH, min(TALLEST, room))  # it stays as large while sections fold
        session.changed.connect(self._refresh)
        session.opened.connect(self._refresh)
        trainer.state_changed.connect(self._allow)
        self._allow()
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours: the style sheet has the rest."""
        self._plot.set_theme(theme)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        presets = QPushButton(tr("Presets") + " ▾")
        presets.setObjectName("recipe:presets")
        presets.setToolTip(hint(tr("Sets the whole recipe in one step, which can be undone.")))
        menu = QMenu(presets)
        menu.setToolTipsVisible(True)
        for preset in parts.PRESETS:
            action = menu.addAction(tr(preset.title), partial(self._take, preset))
            action.setToolTip(tr(preset.help))
        presets.setMenu(menu)
        row.addWidget(self._search, 1)
        row.addWidget(presets)
        return row

    def _body(self) -> QScrollArea:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 0, 16, 12)
        column.setSpacing(2)
        unfolded = self._settings.recipe_sections
        for name, (title, _) in parts.SECTIONS.items():
            fold = self._fold(name, title)
            fold.open(name in unfolded)
            column.addWidget(fold)
        column.addWidget(self._nothing)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        return scroll

    def _fold(self, name: str, title: str) -> Fold:
        prefix = f"{parts.AUGMENTATION}." if name == parts.AUGMENTATION else ""
        form = Form(parts.fields_of(name), partial(self._set, prefix), own={"start": StartChoice})
        form.left.connect(self._seal)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(2, 2, 0, 12)
        column.setSpacing(10)
        column.addWidget(form)
        if name == "schedule":
            column.addWidget(self._plot)
        self._forms[name] = form
        self._folds[name] = fold = Fold(name, tr(title), content)
        fold.turned.connect(self._remember)
        return fold

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setObjectName("recipe:foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 10, 16, 12)
        row.setSpacing(8)
        self._tries = [
            trial_button("find-rate", self._try(trials.find_rate)),
            trial_button("overfit", self._try(trials.overfit)),
        ]
        for button in self._tries:
            row.addWidget(button, 1)
        return foot

    def _try(self, begin: Callable[[Session, Trainer], bool]) -> Callable[[], None]:
        return partial(self._begin, begin)

    def _begin(self, begin: Callable[[Session, Trainer], bool]) -> None:
        begin(self._session, self._trainer)
        self.left.emit()

    def _allow(self) -> None:
        for button in self._tries:
            button.setEnabled(not self._trainer.busy)

    def _refresh(self) -> None:
        project, typed = self._session.project, self._search.text().strip()
        recipe, any_found = project.recipe, False
        unfolded = self._settings.recipe_sections
        for name, form in self._forms.items():
            some = False
            for each in parts.fields_of(name):
                fits = parts.found(each, typed)
                meant = name == parts.AUGMENTATION or parts.meant(recipe, each.name)
                form.set_row_visible(each.name, fits and meant)
                some = some or (fits and meant)
            form.show_values(parts.owner_of(name, recipe))
            fold = self._folds[name]
            fold.setVisible(some)
            fold.open(some if typed else name in unfolded)
            fold.summarize(parts.changes(name, recipe))
            any_found = any_found or some
        self._nothing.setVisible(not any_found)
        self._conflict.setText(" ".join(tr(text) for text in conflicts(project)))
        self._conflict.setVisible(self._conflict.text() != "")
        self._plot.show_project(project)

    def _remember(self) -> None:
        if not self._search.text().strip():
            unfolded = (name for name, fold in self._folds.items() if fold.is_open)
            self._settings.recipe_sections = frozenset(unfolded)

    def _set(self, prefix: str, name: str, value: object) -> None:
        """Raises FieldError, which the form shows where it was typed."""
        recipe = self._session.project.recipe
        path = prefix + name
        title = field_in(recipe, path).title
        self._become(title, with_value(recipe, path, value), merge=("recipe", path))

    def _take(self, preset: parts.Preset) -> None:
        self._seal()
        self._become("Recipe", preset.over(self._session.project.recipe))

    def _become(self, label: str, recipe: Recipe, *, merge: object = None) -> None:
        after = structs.replace(self._session.project, recipe=recipe)
        self._session.edit_project(label, after, merge=merge)

    def _seal(self) -> None:
        self._session.document.seal()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)


def trial_button(name: str, act: Callable[[], object]) -> QPushButton:
    """A button that begins a trial of the network: `find-rate` or `overfit`."""
    title, help_ = trials.TRIALS[name]
    button = QPushButton(tr(title))
    button.setObjectName(f"trial:{name}")
    button.setToolTip(hint(tr(help_)))
    button.clicked.connect(act)
    return button
