"""Whether a project can be trained as it is, and why not; known without torch and without data."""

from collections.abc import Iterator

from msgspec import Struct

from graph.costs import costs
from graph.freezing import frozen_parameters
from graph.infer import Inference, infer
from graph.layers.activation import Softmax
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm1d, BatchNorm2d
from graph.network import Network
from graph.project import Project
from graph.scores import ends_in
from graph.shapes import Vector
from graph.sources import set_aside, trained_on, unknown
from graph.text import Text


class Obstacle(Struct, frozen=True):
    """Why a project cannot be trained, and the node to look at, if there is one."""

    node: str
    text: Text
    misfit: bool = False
    """Whether it is gone when the network is fitted to the data set."""


def obstacles(project: Project, inference: Inference | None = None) -> tuple[Obstacle, ...]:
    """What keeps a project from being trained; nothing if it can be."""
    known = inference or infer(project.network, project.exact_sizes)
    errors = tuple(
        Obstacle(problem.node, problem.text)
        for problem in known.problems
        if problem.severity == "error"
    )
    strange = unknown(project.data)
    if strange is not None:
        return (*errors, Obstacle("", strange))
    return errors or (
        *_inputs(project),
        *_outputs(project, known),
        *_idle(project, known),
        *_recipe(project),
        *_loss(project, known),
        *_alone(project, known),
    )


def _inputs(project: Project) -> list[Obstacle]:
    shape = project.data.shape
    inputs = project.network.of_type(Input)
    if len(inputs) > 1:
        text = Text(
            "The network has {count} inputs, and the data set has one picture for each example. "
            "Remove all but one.",
            {"count": len(inputs)},
        )
        return [Obstacle(list(inputs)[1], text)]
    return [
        Obstacle(
            name,
            Text(
                "The pictures are {shape}, but {name} is {own}. Set its channels, height and width "
                "to {shape}.",
                {"shape": shape, "name": name, "own": layer.output()},
            ),
            misfit=True,
        )
        for name, layer in inputs.items()
        if layer.output() != shape
    ]


def _outputs(project: Project, known: Inference) -> list[Obstacle]:
    classes = len(project.data.classes)
    return [
        Obstacle(
            name,
            Text(
                "The data set has {classes} classes, but {name} gets {own} features. Give the "
                "Fully connected layer before it {classes} features.",
                {"classes": classes, "name": name, "own": known.outputs[name].count},
            ),
            misfit=True,
        )
        for name in project.network.of_type(Output)
        if known.outputs[name] != Vector(classes)
    ]


def _idle(project: Project, known: Inference) -> list[Obstacle]:
    sums = costs(project.network, known)
    if sums.parameters > frozen_parameters(project.network, sums.nodes):
        return []
    if sums.parameters:
        text = Text("All weights are frozen, so that nothing would learn. Unfreeze some blocks.")
        return [Obstacle("", text)]
    text = Text(
        "The network has nothing to learn: no layer in it has weights. Insert a Conv 2-D or a "
        "Fully connected layer."
    )
    return [Obstacle("", text)]


def _recipe(project: Project) -> list[Obstacle]:
    return [Obstacle("", text) for text in conflicts(project)]


def conflicts(project: Project) -> list[Text]:
    """Settings of the recipe that do not go together, or not with the data, as sentences."""
    recipe, texts = project.recipe, list[Text]()
    if recipe.optimizer == "sgd" and recipe.nesterov and not recipe.momentum:
        texts.append(
            Text(
                "Nesterov looks ahead by the momentum, which is 0. Set the momentum to 0.9, or "
                "turn Nesterov off."
            )
        )
    wanted = recipe.class_weights.strip()
    if wanted and wanted != "balanced":
        numbers = [float(number) for number in wanted.split(",")]
        classes = len(project.data.classes)
        if len(numbers) != classes:
            text = Text(
                "There are {count} class weights, but the data set has {classes} classes. Give one "
                "number for each class, or write balanced.",
                {"count": len(numbers), "classes": classes},
            )
            texts.append(text)
        elif not any(numbers):
            texts.append(Text("All class weights are 0, so nothing counts. Make one greater."))
    return texts


def _loss(project: Project, known: Inference) -> list[Obstacle]:
    """A Softmax, whose classes share 1, before a loss that asks each class by itself."""
    if project.recipe.loss != "binary" or not ends_in(project.network, known, Softmax):
        return []
    text = Text(
        "The binary loss asks each class by itself, but the network ends in a Softmax, whose "
        "results add up to 1. Put a Sigmoid in its place, or choose cross-entropy."
    )
    return [Obstacle("", text)]


def _alone(project: Project, known: Inference) -> list[Obstacle]:
    """A batch norm that would get a single value: PyTorch refuses to train it."""
    count, size = trained_on(project.data), project.recipe.batch_size
    count -= set_aside(count, project.recipe.validation)
    if count > 1 and size > 1 and count % size != 1:
        return []
    for path in _normalised_alone(project.network, known):
        text = Text(
            "The last batch has one picture, and {node} gets one value a channel of it, which has "
            "no variance. Choose another batch size.",
            {"node": ".".join(path)},
        )
        return [Obstacle(path[0], text)]
    return []


def _normalised_alone(network: Network, known: Inference) -> Iterator[tuple[str, ...]]:
    """The paths of batch norms that get one value a channel from a picture."""
    for name in network.used:
        interior = known.interiors.get(name)
        if interior is not None:
            inner = _normalised_alone(interior.network, interior.inference)
            yield from ((name, *path) for path in inner)
        elif isinstance(network.nodes[name].layer, BatchNorm1d | BatchNorm2d):
            shapes = known.known_inputs(name) or ()
            if any(shape.count == shape.dims[0] for shape in shapes):
                yield (name,)
