"""Every fix that is offered mends its problem and breaks nothing else."""

import pytest
from hypothesis import given, settings

from graph import edits
from graph.fixes import MOST, fixes
from graph.infer import infer
from graph.layers.convolution import Conv2d
from graph.layers.dense import Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add
from graph.network import Network
from graph.project import Project
from graph.templates import template
from graph.templates.base import chain
from tests.graph.strategies import networks

LENET = template("lenet5").project().network


def offered(network: Network, node: str, code: str = "", *, exact: bool = False) -> list[str]:
    """The fixes of a node's problem of that kind, or of its first that is more than unused."""
    project = Project(network, exact_sizes=exact)
    problems = infer(network, exact).by_node[node]
    problem = next(p for p in problems if p.code == code or (not code and p.code != "unused"))
    return [str(fix.text) for fix in fixes(project, problem)]


def test_the_courses_misfit_is_mended_by_padding_stride_or_size() -> None:
    network = chain([Input(1, 5, 5), Conv2d(1, 3, 3, 1)])
    found = offered(network, "conv1", exact=True)
    assert "Padding 2 → 1×3×3" in found
    assert "Stride 2 → 1×3×3" in found


def test_a_missing_flatten_is_inserted() -> None:
    network = chain([Input(), Conv2d(4, 5), Linear(10), Output()])
    assert offered(network, "fc1") == ["Insert Flatten → 10"]
    bare = chain([Input(), Conv2d(4, 5), Output()])
    assert offered(bare, "output") == ["Insert Flatten and Fully connected → 10"]


def test_unequal_shapes_at_add_are_made_equal() -> None:
    network = chain([Input(3, 8, 8), Conv2d(8, 3, padding=1), Conv2d(16, 3, padding=1)])
    network = edits.add(network, "add1", Add())
    network = edits.connect(network, "conv2", "add1", 0)
    network = edits.connect(network, "conv1", "add1", 1)
    found = offered(network, "add1")
    assert "conv2: 8 filters → 8×8×8" in found
    assert any(text.startswith("1×1 convolution on the wire") for text in found)


def test_a_loose_end_is_connected_or_removed() -> None:
    network = edits.disconnect(LENET, [w for w in LENET.wires if w.target == "relu1"])
    assert offered(network, "relu1") == ["Connect it to conv1 → 6×28×28"]
    assert offered(network, "conv1", "unused") == ["Remove conv1"]


@pytest.mark.parametrize("kernel", [40, 15, 29])
def test_a_filter_that_is_too_large_is_made_smaller(kernel: int) -> None:
    network = edits.set_field(LENET, "conv2", "kernel", kernel)
    assert offered(network, "conv2")


@settings(max_examples=25)
@given(networks())
def test_every_fix_mends_its_problem(network: Network) -> None:
    project = Project(network)
    for problem in infer(network).problems[:4]:
        found = fixes(project, problem)
        assert len(found) <= MOST
        for fix in found:
            after = infer(fix.after)
            assert str(fix.text)
            left = [p for p in after.by_node.get(problem.node, ()) if p.severity == "error"]
            assert left == []
