"""What the inspector shows when nothing is selected: the whole network, and what can be done."""

from msgspec import structs
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from graph.costs import BYTES, Costs
from graph.fields import field
from graph.freezing import frozen_parameters
from graph.memory import inference_bytes, training_bytes
from graph.project import Project
from graph.recipe import Recipe
from gui import figures
from gui.editors import Switch
from gui.labels import card, heading, leading, words
from gui.language import tr
from gui.panels.facts import Facts
from gui.panels.problem_card import ProblemCards
from gui.session import Session
from gui.theme import Theme

EXACT = "Sizes that are not whole are errors, as in the course; otherwise they are rounded down."
EXPLAINED = {
    "Weights": "Numbers that training changes, biases among them.",
    "trained": "Those that are not frozen: training leaves the others as they are.",
    "without sharing": "What it would have if each output element had weights of its own.",
    "Multiply-adds": "For one picture, without biases.",
    "all results": "Of all layers together, as 32-bit floats.",
    "at the worst moment": "Without training a result is given up after its last use. So much is "
    "in memory where most is.",
    "kept for training": "What training keeps of each picture until the backward pass.",
    "to use it": "The weights, and all images of the batch at the worst moment.",
    "to train it": "Weights, gradients, what the optimizer remembers, and what is kept of all "
    "images of the batch.",
}
HINTS = (
    "Click a block to see its settings and its sizes.",
    "Drag a block in from the palette, or drop it on a wire to insert it there.",
    "Drag from a block's right side to another's left to wire them.",
    "Select several blocks and group them to make one of them; a double click shows its inside.",
)


class TotalsView(QWidget):
    """The network's figures, the project's option, and a few hints."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._title.setAlignment(leading())
        self._facts = Facts(explained=EXPLAINED)
        self._image = Facts(explained=EXPLAINED)
        self._batch_heading = heading("")
        self._batch = Facts(explained=EXPLAINED)
        self._exact = Switch(field(Project, "exact_sizes"), tr("Exact sizes only"))
        self._exact.setObjectName("field:exact_sizes")
        self._exact.setToolTip(tr(EXACT))
        self._exact.edited.connect(self._set_exact)
        self._problems = ProblemCards(session, theme)
        self._uncounted = words(tr("Blocks whose sizes are not known are not counted."))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(words(self._about()))
        column.addWidget(self._problems)
        column.addWidget(self._uncounted)
        column.addWidget(self._facts)
        column.addWidget(heading("Memory of one image"))
        column.addWidget(self._image)
        column.addWidget(self._batch_heading)
        column.addWidget(self._batch)
        column.addWidget(card(self._exact, words(tr(EXACT))))
        column.addWidget(heading("How to"))
        for hint in HINTS:
            column.addWidget(words(tr(hint)))
        column.addStretch(1)
        session.filed.connect(self.refresh)
        self.refresh()

    def outlived(self) -> bool:
        """Whether this is no longer what is to be shown: never, while nothing is selected."""
        return False

    def refresh(self) -> None:
        """Shows the network as it is now."""
        costs, network = self._session.costs, self._session.network
        self._title.setText(self._session.level[-1] if self._session.level else self._session.name)
        recipe = self._session.project.recipe
        still = frozen_parameters(network, costs.nodes)
        self._facts.show_values(_counts(len(network.nodes), costs, still))
        self._image.show_values(_image(costs))
        batch = figures.count(recipe.batch_size)
        self._batch_heading.setText(tr("Memory at batch {batch}", batch=batch))
        self._batch.show_values(_batch(costs, recipe))
        self._exact.set_value(self._session.project.exact_sizes)
        self._uncounted.setVisible(not self._session.shown.counted)
        self._problems.show_problems(self._session.inference.by_node.get("", ()))

    def _about(self) -> str:
        if not self._session.level:
            return tr("The whole network: nothing is selected.")
        return tr("The inside of this block: nothing is selected. Esc leads back out.")

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._problems.set_theme(theme)

    def _set_exact(self, on: object) -> None:
        project = structs.replace(self._session.project, exact_sizes=bool(on))
        self._session.edit_project("Exact sizes only", project)


def _counts(blocks: int, costs: Costs, frozen: int) -> dict[str, str]:
    differs = costs.unshared != costs.parameters
    return {
        "Blocks": figures.count(blocks),
        "Weights": figures.count(costs.parameters),
        "trained": figures.count(costs.parameters - frozen) if frozen else "",
        "without sharing": figures.count(costs.unshared) if differs else "",
        "Memory of the weights": _octets(costs.parameters * BYTES),
        "Multiply-adds": figures.count(costs.macs),
    }


def _image(costs: Costs) -> dict[str, str]:
    return {
        "all results": _octets(costs.activation_bytes),
        "at the worst moment": _octets(costs.peak_bytes),
        "kept for training": _octets(costs.kept_bytes),
    }


def _batch(costs: Costs, recipe: Recipe) -> dict[str, str]:
    return {
        "to use it": _octets(inference_bytes(costs, recipe.batch_size)),
        "to train it": _octets(training_bytes(costs, recipe)),
    }


def _octets(number: int) -> str:
    return figures.ltr(figures.size(number))
