"""Frozen blocks stay to the last bit, the others learn; weights come from another run."""

import pytest
import torch
from msgspec import structs

from backend.engine import session, transfer, weights
from backend.engine.module import build
from backend.engine.train import TrainingError
from backend.protocol import Event, Noticed
from backend.store import Store
from graph import edits
from graph.blocks.conv import ConvBlock
from graph.blocks.residual import Residual
from graph.layers.activation import ReLU
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.pooling import GlobalAvgPool2d
from graph.network import Block, Network, Repeat
from graph.project import Project
from graph.readiness import obstacles
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates.base import chain

OWN = Block("Own", chain([Input(4, 14, 14), ConvBlock(4, 3), Residual(4), Output()]))
NETWORK = chain(
    [
        Input(1, 28, 28), ConvBlock(4, 3, 2, 1), Repeat(Residual(4), 2), OWN, ReLU(),
        GlobalAvgPool2d(), Flatten(), Linear(10), Output(),
    ]
)  # fmt: skip


def frozen(network: Network, *names: str) -> Network:
    nodes = {
        name: structs.replace(node, frozen=name in names) for name, node in network.nodes.items()
    }
    return network.replace(nodes=nodes)


def project(network: Network, **recipe: object) -> Project:
    settings = Recipe(epochs=1, batch_size=50, device="cpu", weight_decay=0.01)
    return Project(network, structs.replace(settings, **recipe), Mnist(examples=200))


def trained(wanted: Project) -> tuple[str, dict[str, torch.Tensor], list[Event]]:
    events: list[Event] = []
    finished = session.train(wanted, "test", events.append)
    return finished.run, weights.of_model(weights.load(Store(), finished.run)), events


def test_frozen_blocks_are_equal_to_the_last_bit_and_the_others_have_learned() -> None:
    network = frozen(NETWORK, "conv1", "repeat1")
    assert {"conv1", "repeat1"} <= {name for name, node in network.nodes.items() if node.frozen}
    before = build(network, 1).state_dict()
    _, after, _ = trained(project(network))
    for name, value in before.items():
        still = name.startswith(("conv1.", "repeat1."))
        assert torch.equal(value, after[name]) == still, name


def test_a_block_inside_the_users_block_is_frozen_alone() -> None:
    inner = frozen(OWN.network, "conv1")
    network = edits.set_field(NETWORK, "block1", "network", inner)
    before = build(network, 1).state_dict()
    _, after, _ = trained(project(network))
    kept = {name for name in before if torch.equal(before[name], after[name])}
    assert kept == {name for name in before if name.startswith("block1.conv1.")}


def test_training_mode_leaves_frozen_norms_alone() -> None:
    network = frozen(NETWORK, "repeat1")
    module = build(network, 1).eval()
    transfer.set_training(module, network)
    norms = {
        name: inner.training
        for name, inner in module.named_modules()
        if isinstance(inner, torch.nn.BatchNorm2d)
    }
    assert norms
    assert all(training == (not name.startswith("repeat1.")) for name, training in norms.items())


def test_a_network_that_is_frozen_wholly_is_not_trained() -> None:
    network = frozen(NETWORK, *NETWORK.nodes)
    (found,) = obstacles(project(network))
    assert "All weights are frozen" in str(found.text)


def test_a_training_starts_from_the_weights_of_another_run_that_fit() -> None:
    run, _, _ = trained(project(NETWORK, epochs=2))
    given = weights.of_model(weights.good(Store(), run))
    _, after, events = trained(project(frozen(NETWORK, "conv1", "repeat1"), start=run, seed=2))
    (notice,) = (event for event in events if isinstance(event, Noticed))
    assert str(notice.text) == f"All {len(given)} weights of run {run} were taken."
    assert all(torch.equal(given[name], after[name]) for name in given if "repeat1" in name)


def test_what_did_not_fit_is_named() -> None:
    run, _, _ = trained(project(NETWORK))
    other = edits.set_field(edits.set_field(NETWORK, "conv1", "kernel", 5), "conv1", "padding", 2)
    _, _, events = trained(project(other, start=run))
    (notice,) = (event for event in events if isinstance(event, Noticed))
    assert str(notice.text).endswith("1 are new: conv1.conv.weight.")
    strange = chain(
        [Input(1, 28, 28), GlobalAvgPool2d(), Flatten(), Linear(7), Linear(10), Output()]
    )
    with pytest.raises(TrainingError, match="No weights of run"):
        trained(project(strange, start=run))


def test_weights_that_are_not_on_this_computer_are_said_to_be_missed() -> None:
    with pytest.raises(TrainingError, match="has no weights of run"):
        trained(project(NETWORK, start="20200101-000000-abcd"))
