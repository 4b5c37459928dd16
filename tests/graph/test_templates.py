"""Every architecture equals the published one: weights, multiply-adds, shapes, names, outputs.

`tests.graph.reference` says where the numbers come from and how they are made anew. The last test
needs torchvision: `pip install --target DIR --no-deps torchvision pillow`, DIR in PYTHONPATH.
"""

import subprocess
import sys
import warnings
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from msgspec import structs

from backend.engine.module import build
from backend.lower import Module, lower
from graph.costs import Cost, costs
from graph.infer import Inference, infer
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input, Output
from graph.network import Block, Network
from graph.project import decode, encode
from graph.sketch import CARD_HEIGHT, CARD_WIDTH
from graph.templates import TEMPLATES, TemplateError, template
from tests.graph.reference import STORED, Absent, classifier, ours

TORCHVISION = [name for name, known in STORED.items() if "state" in known]
Row = tuple[str, str, str, int, int]


def counted(network: Network):
    return costs(network, infer(network))


def rows(network: Network) -> list[Row]:
    """Every PyTorch module: its name, type, output's shape, parameters, multiply-adds."""
    known = infer(network)
    return list(_rows(network, known, costs(network, known).nodes, ""))


def _rows(network: Network, known: Inference, found: dict[str, Cost], prefix: str):
    for name, node in network.nodes.items():
        if name in known.interiors:
            inside = known.interiors[name]
            yield from _rows(
                inside.network, inside.inference, found[name].inside, f"{prefix}{name}."
            )
            continue
        call = lower(node.layer, *known.known_inputs(name) or ())
        if isinstance(call, Module):
            shape = "x".join(map(str, known.outputs[name].dims))
            cost = found[name]
            yield f"{prefix}{name}", call.name, shape, cost.parameters, cost.macs


@pytest.mark.parametrize("name", STORED)
def test_parameters_multiply_adds_and_every_layer_are_the_references(name: str) -> None:
    stored = STORED[name]
    network = ours(name).network
    (start,) = network.of_type(Input).values()
    assert "x".join(map(str, start.output().dims)) == stored["input"]
    assert counted(network).parameters == stored["parameters"]
    there = [
        (place, kind, shape, int(parameters), int(macs))
        for place, kind, shape, parameters, macs in map(str.split, stored["layers"])
    ]
    kinds = {kind for _, kind, *_ in there}  # functions, such as torch.flatten, are no rows there
    shortcuts = ("skip", "widen")  # without weights: functions too
    here = [
        row
        for row in rows(network)
        if row[1] in kinds
        and not row[0].startswith("aux")  # not in the reference's list of layers
        and row[0].rpartition(".")[2] not in shortcuts
    ]
    assert [row[1:] for row in here] == [row[1:] for row in there]
    assert sum(row[4] for row in here) == stored["macs"]
    if "state" in stored:
        assert [row[0] for row in here if row[3]] == [row[0] for row in there if row[3]]


@pytest.mark.parametrize("name", TORCHVISION)
def test_weights_have_torchvisions_names_and_shapes(name: str) -> None:
    with torch.device("meta"):
        state = build(ours(name).network, 1).state_dict()
    here = {key: "x".join(map(str, value.shape)) or "1" for key, value in state.items()}
    assert here == dict(map(str.split, STORED[name]["state"]))


@pytest.mark.parametrize(
    ("name", "settings", "parameters"),
    [
        ("lenet5", {}, 61_706),
        ("mnist99", {}, 23_354),
        ("resnet20_cifar", {}, 269_722),
        ("resnet20_cifar", {"blocks": 18}, 1_727_962),
        ("googlenet", {}, 13_378_280),
        ("googlenet_torchvision", {}, 6_624_904),
        ("resnet18", {"classes": 10}, 11_181_642),
        ("vgg16", {"classes": 10}, 134_301_514),
    ],
)
def test_weights_of_other_settings_are_the_known_ones(name, settings, parameters) -> None:
    known = template(name)
    network = known.build(structs.replace(known.settings, **settings)).network
    assert counted(network).parameters == parameters


@pytest.mark.parametrize(("depth", "billions"), [(50, 3.8), (101, 7.6), (152, 11.3)])
def test_strides_as_in_the_paper_cost_what_the_paper_says(depth: int, billions: float) -> None:
    known = template(f"resnet{depth}")
    network = known.build(structs.replace(known.settings, papers_stride=True)).network
    assert counted(network).macs / 1e9 == pytest.approx(billions, abs=0.06)


def test_googlenets_heads_are_outputs_of_weight_three_tenths() -> None:
    for name in ("googlenet", "googlenet_torchvision"):
        known = template(name)
        for auxiliary in (True, False):
            settings = structs.replace(known.settings, auxiliary=auxiliary)
            network = known.build(settings).network
            weights = [layer.weight for layer in network.of_type(Output).values()]
            assert weights == ([1.0, 0.3, 0.3] if auxiliary else [1.0])
            assert len(network.of_type(Block)) == 2 * auxiliary


def test_a_network_is_found_by_its_name_with_any_separator() -> None:
    assert template("residual_mnist") is template("residual-mnist")
    assert template("VGG-16-bn").name == "vgg16_bn"
    assert template("resnet-18") is template("resnet18")
    with pytest.raises(KeyError):
        template("resnet19")


def test_names_are_unique_and_families_stand_together() -> None:
    names = [each.name for each in TEMPLATES]
    assert len({name.replace("-", "").replace("_", "") for name in names}) == len(names)
    families = [each.family for each in TEMPLATES]
    changes = sum(a != b for a, b in pairwise(families))
    assert changes == len(set(families)) - 1


@pytest.mark.parametrize("each", TEMPLATES, ids=lambda each: each.name)
def test_a_template_is_told_to_students_and_survives_a_file(each) -> None:
    assert len(each.text) > 100
    assert bool(each.paper) == bool(each.year)
    assert not each.paper or each.paper[-4:].isdigit()
    assert decode(encode(each.project())) == each.project()


@pytest.mark.parametrize("each", TEMPLATES, ids=lambda each: each.name)
def test_a_drawing_runs_from_left_to_right_in_rows_that_a_window_shows(each) -> None:
    network = each.project().network
    for wire in network.wires:
        source, target = network.nodes[wire.source], network.nodes[wire.target]
        ahead = target.x >= source.x + CARD_WIDTH
        below = target.y >= source.y + CARD_HEIGHT
        assert ahead or below, wire
    assert max(node.x for node in network.nodes.values()) <= 13 * 220
    assert max(node.y for node in network.nodes.values()) <= 7 * 190


def test_the_pattern_has_the_courses_numbers() -> None:
    known = template("pattern")
    settings = structs.replace(known.settings, convolutions=2, stages=3, dense=2)
    kinds = Counter(row[1] for row in rows(known.build(settings).network))
    assert kinds == {"Conv2d": 6, "ReLU": 8, "MaxPool2d": 3, "Linear": 3, "Flatten": 1}


def test_the_patterns_sizes_are_fields() -> None:
    known = template("pattern")
    settings = structs.replace(
        known.settings,
        kernel=5,
        stride=2,
        keep=False,
        window=3,
        stages=1,
        channels=3,
        size=67,
        classes=7,
    )
    network = known.build(settings).network
    outputs = infer(network).outputs
    assert outputs["conv1"].dims == (16, 32, 32)
    assert outputs["pool1"].dims == (16, 10, 10)
    assert outputs["output"].dims == (7,)
    assert network.nodes["conv1"].layer == Conv2d(16, 5, 2, 0)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"stages": 5}, "do not fit together. At pool5: The filter does not fit"),
        ({"kernel": 40, "keep": False}, "At conv1: .* or a larger picture"),
        ({"stages": 16, "filters": 64}, "Group 16 would have 2,097,152 filters, and 65,536 are"),
    ],
)
def test_a_pattern_that_makes_no_network_is_refused_with_the_reason(settings, said) -> None:
    known = template("pattern")
    with pytest.raises(TemplateError, match=said):
        known.build(structs.replace(known.settings, **settings))


def test_the_table_in_the_docs_is_made_by_its_command_and_holds() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, str(root / "benchmarks" / "architectures.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (root / "docs" / "architectures.md").read_text(), "run it with --write"


@pytest.mark.parametrize("name", TORCHVISION)
def test_with_torchvisions_weights_the_outputs_are_torchvisions(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torchvision's, of its missing operators
        try:
            theirs = classifier(name)
        except Absent:
            pytest.skip("torchvision is not installed")
    torch.manual_seed(1)
    x = torch.randn(2, 3, 224, 224)
    with torch.no_grad():
        settle(theirs, torch.randn(4, 3, 224, 224))
        with torch.device("meta"):
            drawn = build(ours(name).network, 1).eval()
        drawn.load_state_dict(theirs.state_dict(), assign=True)
        theirs.training = name.endswith("_aux")  # of the whole only: it then gives its heads too
        one, other = theirs(x), drawn(x)
    if name.endswith("_aux"):
        one = (one.logits, one.aux_logits1, one.aux_logits2)
    else:
        one, other = (one,), (other,)
    for a, b in zip(one, other, strict=True):
        assert 1e-3 < float(a.abs().max()) < 1e3  # else 1e-5 would mean nothing
        assert float((a - b).abs().max()) <= 1e-5


def settle(module: torch.nn.Module, x: torch.Tensor) -> None:
    """Fills the batch norms' averages from one batch, so that no output grows with the depth."""
    norms = [part for part in module.modules() if isinstance(part, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 1.0
        norm.train()
    if norms:
        module.training = True
        module(x)
    module.eval()
