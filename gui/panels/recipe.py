"""The form of the recipe: how the network is trained."""

from msgspec import structs
from PySide6.QtWidgets import QVBoxLayout, QWidget

from graph.fields import field, with_value
from graph.recipe import Recipe
from gui.forms import Form
from gui.labels import heading
from gui.session import Session
from gui.theme import Theme
from gui.trainer import Trainer


class RecipeForm(QWidget):
    """Epochs, optimizer, loss and the rest; every edit can be undone."""

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._form = Form(Recipe, self._set)
        self._form.left.connect(self._seal)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(10)
        column.addWidget(heading("Recipe"))
        column.addWidget(self._form)
        column.addStretch(1)
        self.setMinimumWidth(300)
        session.changed.connect(self._refresh)
        session.opened.connect(self._refresh)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours: the style sheet has them all."""

    def _refresh(self) -> None:
        recipe = self._session.project.recipe
        self._form.show_values(recipe)
        self._form.set_row_visible("momentum", recipe.optimizer == "sgd")

    def _set(self, name: str, value: object) -> None:
        """Raises FieldError, which the form shows where it was typed."""
        project = self._session.project
        recipe = with_value(project.recipe, name, value)
        after = structs.replace(project, recipe=recipe)
        self._session.edit_project(field(Recipe, name).title, after, merge=("recipe", name))

    def _seal(self) -> None:
        self._session.document.seal()
