"""The chosen architecture: its drawing, where it comes from, its figures, and its settings."""

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from graph.fields import FieldError, fields, with_value
from graph.memory import training_bytes
from graph.templates import Template
from graph.text import Refusal, Text
from gui.figures import count, ltr, size
from gui.flow import Flow
from gui.forms import Form
from gui.gallery.drawing import Drawing
from gui.gallery.parts import SIDE, Below, Figure, Part, line
from gui.gallery.studies import Studies
from gui.gallery.study import Study
from gui.labels import words
from gui.language import tr
from gui.theme import Theme

FORM = 420  # pixels: a number needs no longer editor
FIGURES = ("Input", "Output", "Depth", "Parameters", "Multiply-adds", "Training memory")
KEPT = (
    "Of one training step: weights, gradients, the optimizer's numbers, and what is kept of each "
    "picture until the backward pass."
)
DEEP = "Convolutions and fully connected layers on the longest way: the number in ResNet-50."


class Details(QWidget):
    """All about one template. What is set in its form is studied and shown at once.

    The drawing and the figures stay in sight while the settings below are scrolled.
    """

    told = Signal()  # whether it can be created may have changed

    def __init__(self, studies: Studies, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(tr("The chosen architecture"))
        self.template: Template | None = None
        self.settings: Struct | None = None
        self._studies = studies
        self._refused: set[str] = set()
        self._title = line("title")
        self._year = line("muted")
        self._paper = words()
        self._drawing = Drawing(theme)
        self._figures = {name: Figure(name) for name in FIGURES}
        self._figures["Depth"].setToolTip(tr(DEEP))
        self._figures["Training memory"].setToolTip(tr(KEPT))
        self._text = words(role="text")
        self._error = Part("Published error")
        self._form: Form | None = None
        self._settings = Part("Settings")
        self._problem = words(role="error")
        self._problem.setObjectName("gallery:problem")
        self._below = Below(self._text, self._error, self._settings)
        self._compose()
        studies.arrived.connect(self._hear)

    @property
    def ready(self) -> bool:
        """Whether it can be created as it is set: nothing that was set is refused."""
        known = None if self.template is None else self._known()
        return self.template is not None and not self._refused and not isinstance(known, Refusal)

    def show_template(self, template: Template | None) -> None:
        """Shows another template, as its authors set it; None where there is none."""
        if template is self.template:
            return
        self.template = template
        self.settings = None if template is None else template.settings
        self._refused.clear()
        self.setVisible(template is not None)
        if template is not None:
            self._tell(template)
            self._make_form(template.settings)
            self._below.verticalScrollBar().setValue(0)
            self._below.updateGeometry()
            self._study()
        self.told.emit()

    def refuse(self, text: Text) -> None:
        """Says why it cannot be made."""
        self._problem.setText(tr(text))
        self._problem.show()

    def _compose(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 20, 0, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._year, 0, Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        figures = Flow(18)
        for figure in self._figures.values():
            figures.addWidget(figure)
        above = QVBoxLayout()
        above.setContentsMargins(SIDE, 0, SIDE, 0)
        above.setSpacing(12)
        titles = QVBoxLayout()
        titles.setSpacing(4)
        titles.addLayout(head)
        titles.addWidget(self._paper)
        above.addLayout(titles)
        above.addWidget(self._drawing, 1)
        above.addLayout(figures)
        above.addWidget(self._problem)
        column.addLayout(above, 1)
        column.addWidget(self._below)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def _tell(self, template: Template) -> None:
        self._title.setText(tr(template.title))
        self._year.setText(str(template.year or ""))
        self._paper.setText(ltr(template.paper))
        self._paper.setVisible(bool(template.paper))
        self._text.setText(tr(template.text))
        self._error.show_words(tr(template.error))

    def _make_form(self, settings: Struct) -> None:
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        self._form = None
        if fields(type(settings)):
            self._form = Form(type(settings), self._set)
            self._form.setMaximumWidth(FORM)
            self._form.show_values(settings)
        self._settings.show_widget(self._form)
        before: QWidget = self._below
        for editor in self._editors():
            self.setTabOrder(before, editor)  # a form that came later would be the last one
            before = editor

    def _editors(self) -> list[QWidget]:
        editors = self._form.findChildren(QWidget) if self._form is not None else []
        return [editor for editor in editors if editor.objectName().startswith("field:")]

    def _set(self, name: str, value: object) -> None:
        try:
            assert self.settings is not None
            self.settings = with_value(self.settings, name, value)
        except FieldError:
            self._refused.add(name)
            self.told.emit()
            raise
        self._refused.discard(name)
        self._study()
        self.told.emit()

    def _study(self) -> None:
        assert self.template is not None
        if self._known() is None:
            self._studies.ask(self.template, self.settings)
            self._blank()
        else:
            self._show()

    def _blank(self) -> None:
        """What was set keeps the last figures for a moment; another template never does."""
        self._problem.hide()
        if self.template is not None and self.settings is self.template.settings:
            self._show_study(None)

    def _hear(self, name: str) -> None:
        if self.template is not None and name == self.template.name and self._known() is not None:
            self._show()
            self.told.emit()

    def _known(self) -> Study | Refusal | None:
        assert self.template is not None
        return self._studies.of(self.template, self.settings)

    def _show(self) -> None:
        known = self._known()
        self._problem.hide()
        if isinstance(known, Refusal):
            self.refuse(known.text)
        self._show_study(known if isinstance(known, Study) else None)

    def _show_study(self, study: Study | None) -> None:
        self._drawing.show_study(study)
        values = _figures(study) if study else {}
        for name, figure in self._figures.items():
            figure.show_value(values.get(name, ""))


def _figures(study: Study) -> dict[str, str]:
    known, recipe = study.costs, study.project.recipe
    return {
        "Input": ltr(str(study.entry or "")),
        "Output": ltr(str(study.results or "")),
        "Depth": tr("{count} layers", count=study.depth),
        "Parameters": count(known.parameters),
        "Multiply-adds": count(known.macs),
        "Training memory": tr(
            "{size}, batch {batch}",
            size=ltr(size(training_bytes(known, recipe))),
            batch=recipe.batch_size,
        ),
    }
