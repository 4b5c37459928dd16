"""What follows from a fix is said as it is, good or bad."""

from graph import edits
from graph.fixes.outcome import effect, outcome
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import GroupNorm
from graph.layers.pooling import MaxPool2d
from graph.network import Network
from graph.templates.base import chain

SOUND = chain(
    [Input(3, 9, 9), Conv2d(8, 3, 2), ReLU(), GroupNorm(4), Flatten(), Linear(10), Output()]
)


def said(before: Network, after: Network, node: str) -> str:
    """What is said of an edit that mends the problem of that node."""
    old, new = infer(before), infer(after)
    return str(outcome(effect(old, new, after, old.by_node[node][0])))


def test_all_is_well_behind_a_block_that_is_mended() -> None:
    broken = edits.set_field(SOUND, "conv1", "kernel", 99)
    assert said(broken, SOUND, "conv1") == "everything after it fits; the output is 10"


def test_an_error_that_was_hidden_is_named() -> None:
    hidden = edits.set_field(SOUND, "norm1", "groups", 3)
    broken = edits.set_field(hidden, "conv1", "kernel", 99)
    assert said(broken, hidden, "conv1") == "but norm1 does not fit then"


def test_a_warning_that_comes_is_named() -> None:
    pooled = chain([Input(3, 9, 9), Conv2d(8, 3, 2), MaxPool2d(3, 2), *_tail()])
    broken = edits.set_field(pooled, "conv1", "kernel", 99)
    assert said(broken, pooled, "conv1") == "but pool1 gets a warning; the output is 10"


def test_the_first_fully_connected_layer_with_other_inputs_is_named() -> None:
    odd = edits.set_layer(SOUND, "input", Input(3, 10, 10))
    wider = edits.set_layer(SOUND, "input", Input(3, 11, 11))
    assert said(odd, wider, "conv1") == (
        "fc1 then has 200 inputs instead of 128; the output stays 10"
    )
    assert said(odd, edits.set_field(odd, "conv1", "kernel", 4), "conv1") == (
        "nothing after it changes"
    )


def _tail() -> list[Flatten | Linear | Output]:
    return [Flatten(), Linear(10), Output()]
