"""Exported source: it reads well, it runs, and it computes what the trained module computes.

`python -m tests.backend.test_source` writes the golden files anew; read their diff.
"""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from torch import nn

from backend.engine import own
from backend.engine.module import build
from backend.source import SourceError, source
from backend.source.torch_calls import DEFAULTS
from graph import edits
from graph.blocks.residual import Residual
from graph.costs import costs
from graph.infer import infer
from graph.layers.activation import ReLU, Softmax
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d, LocallyConnected2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat
from graph.layers.normalisation import BatchNorm1d, BatchNorm2d, Dropout
from graph.layers.reshape import Reshape
from graph.network import LAYERS, Block, Network, Repeat, Wire
from graph.templates import TEMPLATES
from graph.templates.base import chain
from tests.graph.strategies import nested_networks, networks

GOLDEN = Path(__file__).parents[1] / "golden"


def tricky() -> Network:
    """Two outputs, a branch that joins twice, names that are also variables, digits."""
    network = chain([Input(1, 8, 8), ("x", Conv2d(4, 3, padding=1)), ("out", ReLU())])
    for name, layer in (
        ("0", Conv2d(4, 3, padding=1, bias=False)),
        ("add1", Add()),
        ("stack", Concat()),
        ("flat", Flatten()),
        ("drop", Dropout(0.2)),
        ("scores", Linear(3)),
        ("soft", Softmax()),
        ("output", Output()),
        ("side", Linear(3)),
        ("side_output", Output(0.3)),
    ):
        network = edits.add(network, name, layer)
    for source_, target, port in (
        ("out", "0", 0),
        ("0", "add1", 0),
        ("out", "add1", 1),
        ("x", "add1", 2),
        ("add1", "stack", 0),
        ("x", "stack", 1),
        ("stack", "flat", 0),
        ("flat", "drop", 0),
        ("drop", "scores", 0),
        ("scores", "soft", 0),
        ("soft", "output", 0),
        ("flat", "side", 0),
        ("side", "side_output", 0),
    ):
        network = edits.connect(network, source_, target, port)
    return network


def nested() -> Network:
    """Blocks of the user's in Repeats in blocks, with names that Python cannot take as they are."""
    cell = chain(
        [
            Input(),
            ("body.0", Conv2d(4, 3, padding=1)),
            ("body.1", ReLU()),
            ("body.3", Conv2d(4, 3, padding=1, bias=False)),
            ("norms.0", BatchNorm2d()),
            ("tail", Residual(4)),
            ("norms.1", BatchNorm2d()),
            Output(),
        ]
    )
    stage = chain([Input(), Repeat(Block('cell "2"', cell), 4), Residual(6), Output()])
    rows = [
        Input(3, 8, 8),
        ("stage1", Block("مرحلهٔ من", stage)),
        ("stage2", Block("مرحلهٔ من", stage)),
        ("again", Repeat(Block("class", chain([Input(), Conv2d(6, 1), Output()])), 3)),
        ("turned", Repeat(Reshape(6, 8, 8), 2)),
        ("rows.0", Flatten()),
        ("rows.1", Linear(5)),
        Output(),
    ]
    return chain(rows)


NETWORKS = {
    **{t.name.replace("-", "_"): t.build(t.settings).network for t in TEMPLATES},
    "tricky": tricky(),
    "nested": nested(),
}
HEAVY = 3e7  # parameters from which on names and shapes are compared and not results


def size(network: Network) -> int:
    return costs(network, infer(network)).parameters


def shapes(module: nn.Module) -> dict[str, torch.Size]:
    return {name: weight.shape for name, weight in module.state_dict().items()}


def module_of(text: str) -> nn.Module:
    names: dict = {}
    exec(text, names)
    return names["Net"]()


def agree(network: Network, text: str) -> None:
    trained, written = build(network, 1).eval(), module_of(text).eval()
    written.load_state_dict(trained.state_dict(), strict=True)
    (layer,) = network.of_type(Input).values()
    x = torch.randn(1 if layer.height > 100 else 2, *layer.output().dims)
    one, other = trained(x), written(x)
    pairs = zip(one, other, strict=True) if isinstance(one, tuple) else [(one, other)]
    for a, b in pairs:  # squares of squares may be no numbers, in both alike
        torch.testing.assert_close(a, b, rtol=0, atol=0, equal_nan=True)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_source_is_the_golden_one(name: str) -> None:
    text = source(NETWORKS[name])
    assert text == (GOLDEN / f"{name}.py").read_text(), "see this module's docstring"


def test_every_golden_file_is_of_a_network() -> None:
    assert {file.stem for file in GOLDEN.glob("*.py")} == set(NETWORKS)


@pytest.mark.parametrize("name", [n for n, network in NETWORKS.items() if size(network) < HEAVY])
@torch.no_grad()
def test_the_source_computes_what_the_trained_module_computes(name: str) -> None:
    agree(NETWORKS[name], source(NETWORKS[name]))


@pytest.mark.parametrize("name", [n for n, network in NETWORKS.items() if size(network) >= HEAVY])
def test_the_weights_of_a_large_network_fit_its_source(name: str) -> None:
    with torch.device("meta"):
        trained, written = build(NETWORKS[name], 1), module_of(source(NETWORKS[name]))
    assert shapes(trained) == shapes(written)


@pytest.mark.parametrize("name", ["resnet152", "vgg16_bn"])
@torch.no_grad()
def test_a_large_network_computes_the_same_on_a_smaller_picture(name: str) -> None:
    network = NETWORKS[name]
    small = edits.set_field(edits.set_field(network, "input", "height", 32), "input", "width", 32)
    fewer = {
        node: "filters" for node, each in small.nodes.items() if isinstance(each.layer, Conv2d)
    } | {node: "features" for node, each in small.nodes.items() if isinstance(each.layer, Linear)}
    for node, field in fewer.items():
        small = edits.set_field(small, node, field, 8)
    agree(small, source(small))


def test_the_golden_files_pass_ruff() -> None:
    ruff = Path(sys.executable).with_name("ruff")
    files = sorted(map(str, GOLDEN.glob("*.py")))
    for arguments in (["check", "--no-force-exclude"], ["format", "--check"]):
        command = [str(ruff), *arguments, "--config", "exclude=[]", *files]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@settings(max_examples=40)
@given(networks())
def test_any_network_that_can_be_trained_has_a_source_that_agrees(network: Network) -> None:
    network = completed(network)
    if infer(network).ok and len(network.of_type(Input)) == 1:
        agree(network, source(network))


@settings(max_examples=60)
@given(nested_networks())
def test_blocks_in_blocks_have_a_source_that_agrees(network: Network) -> None:
    if infer(network).ok:
        agree(network, source(network))


def completed(network: Network) -> Network:
    """Random networks seldom reach an Output: every loose end gets one."""
    ends = [
        name
        for name, node in network.nodes.items()
        if not isinstance(node.layer, Output) and not network.outgoing[name]
    ]
    for name in ends:
        flat, output = edits.fresh_name(network, "flatten"), edits.fresh_name(network, "output")
        network = edits.add(edits.add(network, flat, Flatten()), output, Output())
        network = edits.connect(network, name, flat)
        network = edits.connect(network, flat, output)
    return network


@pytest.mark.parametrize("kind", [kind for kind in LAYERS if kind not in (Input, Output)])
def test_every_layer_is_exported_as_it_is_trained(kind: type[Layer]) -> None:
    layer = kind() if kind is not Reshape else Reshape(8, 3, 12)
    network = chain([Input(4, 12, 6), BatchNorm2d(), ("layer", layer)])
    if kind is BatchNorm1d:
        network = chain([Input(4, 12, 6), Flatten(), ("layer", layer)])
    if kind.arity is None:
        network = edits.connect(network, "bn1", "layer", 1)
    network = completed(network)
    assert infer(network).ok, infer(network).problems
    agree(network, source(network))


def test_the_source_imports_nothing_but_torch() -> None:
    local = chain([Input(1, 8, 8), LocallyConnected2d(4), Flatten(), Linear(3), Output()])
    for network in (*NETWORKS.values(), local):
        lines = [line for line in source(network).splitlines() if "import" in line.split()]
        assert set(lines) <= {"import torch", "from torch import Tensor, nn"}


def test_arguments_that_are_left_out_are_pytorchs_own() -> None:
    import inspect

    for (name, argument), value in DEFAULTS.items():
        kind = getattr(nn, name, None) or getattr(own, name)
        known = inspect.signature(kind.__init__).parameters[argument].default
        assert known == value, (name, argument)


def test_a_wire_that_leaves_an_output_carries_what_it_was_given() -> None:
    network = chain([Input(1, 8, 8), Flatten(), Linear(3), Output()])
    network = edits.add(network, "second", Output())
    wires = (*network.wires, Wire("output", "second"))  # a file may have it, an edit makes none
    network = network.replace(wires=wires)
    agree(network, source(network))


def test_a_network_with_errors_has_no_source() -> None:
    with pytest.raises(SourceError, match="has no Input"):
        source(Network())


if __name__ == "__main__":
    for each, drawn in NETWORKS.items():
        (GOLDEN / f"{each}.py").write_text(source(drawn))
