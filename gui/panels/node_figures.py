"""The figures of one block, by the names under which the inspector lists them."""

from graph.costs import Cost, Reach
from graph.infer import Inference
from gui import figures
from gui.language import tr

EXPLAINED = {
    "Weights (shared)": "Numbers that training changes, biases among them.",
    "without sharing": "What it would have if each output element had weights of its own.",
    "Multiply-adds": "For one picture, without biases.",
    "Receptive field": "What one element of the result sees of the input picture.",
    "its stride": "How far it moves in the picture from one element to the next.",
    "Activation memory": "Of the result, as 32-bit floats.",
    "at its turn": "What is in memory while it computes without training: its result, and all "
    "results that are used later.",
    "kept for training": "What training keeps of each picture until the backward pass.",
    "for a batch": "The same for all pictures of the recipe's batch.",
}


def sizes(inference: Inference, name: str) -> dict[str, str]:
    """What comes in and what goes out."""
    inputs = inference.known_inputs(name) or ()
    output = inference.outputs.get(name)
    arrives = figures.shapes(inputs)
    gives = str(output) if output else ""
    shown = f"{arrives} →\u00a0{gives}" if arrives and gives else arrives or gives
    return {"In → out" if inputs else "Out": figures.ltr(shown) if shown else ""}


def expenses(cost: Cost | None, batch: int) -> dict[str, str]:
    """What it costs; a row is empty where there is nothing to say."""
    if cost is None:
        return {}
    return {
        "Weights (shared)": figures.count(cost.parameters) if cost.parameters else "",
        "without sharing": _without_sharing(cost),
        "Multiply-adds": figures.count(cost.macs) if cost.macs else "",
        "Receptive field": _pixels(cost.reach, "height", "width"),
        "its stride": _pixels(cost.reach, "stride_height", "stride_width"),
        "Activation memory": _each(cost.activation_bytes),
        "at its turn": _each(cost.live_bytes),
        "kept for training": _each(cost.kept_bytes),
        "for a batch": _all(cost.kept_bytes * batch, batch),
    }


def _pixels(reach: Reach | None, *axes: str) -> str:
    if reach is None:
        return ""
    return figures.ltr(" × ".join(str(getattr(reach, axis)) for axis in axes))


def _each(octets: int) -> str:
    return tr("{size} / image", size=figures.ltr(figures.size(octets))) if octets else ""


def _all(octets: int, batch: int) -> str:
    size = figures.ltr(figures.size(octets))
    return tr("{size} / {batch} images", size=size, batch=batch) if octets else ""


def _without_sharing(cost: Cost) -> str:
    """Weights and biases if every output element had its own, where that is another number."""
    if cost.unshared == cost.parameters:
        return ""
    if cost.inside:
        return figures.count(cost.unshared)
    weights, biases = cost.macs, cost.unshared - cost.macs
    sum_of_both = f"{figures.count(weights)} + {figures.count(biases)}"
    return figures.ltr(sum_of_both) if biases else figures.count(weights)
