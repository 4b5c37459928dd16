"""Training: the same seed gives the same weights, and nothing that was learned is lost."""

from pathlib import Path

import pytest
import torch
from msgspec import structs

from backend.engine import session, weights
from backend.engine.control import Control
from backend.engine.devices import DeviceError
from backend.engine.learner import Learner
from backend.engine.losses import squared_error
from backend.engine.train import TrainingError
from backend.protocol import Event, Finished, Progress, Started, Tested
from backend.store import Store
from graph import edits
from graph.layers.activation import ReLU, Sigmoid
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d, Dropout
from graph.layers.pooling import MaxPool2d
from graph.project import Project
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates.base import chain

NETWORK = chain(
    [
        Input(1, 28, 28), Conv2d(4, 5, 3), BatchNorm2d(), ReLU(), MaxPool2d(),
        Flatten(), Dropout(0.3), Linear(10), Output(),
    ]
)  # fmt: skip


def project(**recipe: object) -> Project:
    settings = Recipe(epochs=2, batch_size=48, device="cpu")
    return Project(NETWORK, structs.replace(settings, **recipe), Mnist(examples=500))


def train(wanted: Project, control: Control | None = None, resume: str = "") -> tuple:
    events: list[Event] = []
    finished = session.train(wanted, "test", events.append, control, resume)
    return finished, weights.of_model(weights.load(Store(), finished.run)), events


def same(one: dict, other: dict) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[k], other[k]) for k in one)


def test_it_says_what_happens_from_start_to_finish() -> None:
    finished, _, events = train(project())
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    assert events[0].steps_per_epoch == 11
    tests = [event for event in events if isinstance(event, Tested)]
    assert [event.epoch for event in tests] == [1, 2]
    losses = [event.loss for event in events if isinstance(event, Progress)]
    assert losses[-1] < losses[0]
    assert finished.test_accuracy == tests[-1].accuracy


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw"])
def test_the_same_seed_gives_the_same_weights(optimizer: str) -> None:
    wanted = project(optimizer=optimizer, weight_decay=0.01)
    _, one, _ = train(wanted)
    _, same_again, _ = train(wanted)
    _, other, _ = train(structs.replace(wanted, recipe=structs.replace(wanted.recipe, seed=2)))
    assert same(one, same_again)
    assert not same(one, other)


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw"])
@pytest.mark.parametrize("stop_after", [4, 11, 15])
def test_a_stopped_training_that_goes_on_ends_with_the_undisturbed_weights(
    optimizer: str, stop_after: int
) -> None:
    wanted = project(optimizer=optimizer)
    _, undisturbed, _ = train(wanted)

    def look(module: object, data: object, step: int) -> None:
        control.stopped |= step == stop_after

    control = Control(look)
    finished, half, _ = train(wanted, control)
    assert finished.stopped
    assert finished.epochs == pytest.approx(stop_after / 11)
    assert not same(half, undisturbed)
    resumed, whole, _ = train(wanted, resume=finished.run)
    assert resumed.run == finished.run
    assert same(whole, undisturbed)


def test_a_run_that_is_done_asks_for_more_epochs() -> None:
    finished, _, _ = train(project(epochs=1))
    with pytest.raises(TrainingError, match="all of its 1 epochs"):
        train(project(epochs=1), resume=finished.run)
    more, _, _ = train(project(epochs=2), resume=finished.run)
    assert more.epochs == 2


def test_a_loss_that_is_no_number_ends_the_training_and_keeps_the_last_good_weights() -> None:
    wild = project(optimizer="sgd", learning_rate=100.0, epochs=30)
    network = edits.set_field(NETWORK, "dropout1", "rate", 0.0)
    network = edits.remove(network, ["bn1"])
    network = edits.connect(network, "conv1", "relu1")
    events: list[Event] = []
    with pytest.raises(TrainingError, match="The loss is no number any more"):
        session.train(structs.replace(wild, network=network), "wild", events.append)
    (record,) = Store().runs()
    assert record.state == "failed"
    assert "smaller learning rate" in record.text
    assert all(event.loss == event.loss for event in events if isinstance(event, Progress))


def test_weights_that_are_no_numbers_do_not_take_the_place_of_good_ones() -> None:
    def look(module: torch.nn.Module, data: object, step: int) -> None:
        if step == 22:  # the last one of the second epoch, whose loss was fine
            next(module.parameters()).data.fill_(torch.inf)

    with pytest.raises(TrainingError, match=r"no number any more \(NaN\) at step 22"):
        train(project(epochs=3), Control(look))
    (record,) = Store().runs()
    kept = weights.load(Store(), record.id)
    assert (kept.epoch, kept.finite) == (1, True)


def test_a_stop_before_the_first_step_of_an_epoch_decides_nothing() -> None:
    wanted = project(epochs=4, patience=3)

    def hear(event: Event) -> None:
        if isinstance(event, Tested) and event.epoch == 2:
            train_mode.setattr(Learner, "train", stopping)

    def stopping(learner: Learner) -> None:
        control.stopped = True

    control = Control()
    with pytest.MonkeyPatch.context() as train_mode:
        finished = session.train(wanted, "test", hear, control)
    assert (finished.epochs, finished.stopped) == (2, True)
    kept = weights.load(Store(), finished.run)
    _, undisturbed, _ = train(wanted)
    place = kept.place
    _, whole, _ = train(wanted, resume=finished.run)
    assert same(whole, undisturbed)
    assert (place.epoch, place.step, place.waited) == (2, 0, 0)


def test_cuda_is_refused_where_there_is_none() -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    with pytest.raises(DeviceError, match="There is no CUDA device here"):
        train(project(device="cuda"))


def test_the_squared_error_is_the_courses() -> None:
    outputs = torch.tensor([[0.2, 0.9], [0.5, 0.1]], requires_grad=True)
    loss = squared_error(outputs, torch.tensor([1, 0]))
    expected = 0.5 * ((0.2**2 + 0.1**2) + (0.5**2 + 0.1**2)) / 2
    assert loss.item() == pytest.approx(expected)
    loss.backward()
    difference = (outputs - torch.tensor([[0.0, 1.0], [1.0, 0.0]])) / 2  # dE/dout = out - target
    assert torch.allclose(outputs.grad, difference)


def test_the_squared_error_trains_sigmoid_outputs() -> None:
    network = chain([Input(1, 28, 28), Flatten(), Linear(10), Sigmoid(), Output()])
    wanted = structs.replace(project(loss="squared-error", epochs=4), network=network)
    finished, _, _ = train(wanted)
    assert finished.test_accuracy > 0.6


def test_the_curves_are_in_the_store() -> None:
    finished, _, events = train(project())
    points = Store().curve(finished.run)
    told = [(e.step, e.loss) for e in events if isinstance(e, Progress | Tested)]
    assert [(point.step, point.loss) for point in points] == told
    assert Store().run(finished.run).state == "finished"


def test_accuracy_is_that_of_the_output_with_the_greatest_weight() -> None:
    network = edits.add(NETWORK, "side", Output(0.3))
    network = edits.add(edits.add(network, "relu_side", ReLU()), "fc_side", Linear(10))
    for wire in (("dropout1", "fc_side"), ("fc_side", "relu_side"), ("relu_side", "side")):
        network = edits.connect(network, *wire)
    side_first = {"side": network.nodes["side"], **network.nodes}
    results = []
    for nodes in (network.nodes, side_first):
        drawn = structs.replace(project(epochs=1), network=network.replace(nodes=nodes))
        assert list(drawn.network.of_type(Output))[drawn.network.main_output] == "output"
        results.append(train(drawn)[0])
    assert results[0].test_accuracy == results[1].test_accuracy


def test_the_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    finished, _, _ = train(project(epochs=1))
    other = edits.set_field(NETWORK, "conv1", "filters", 5)
    wanted = structs.replace(project(), network=other)
    with pytest.raises(TrainingError, match=r"another network: conv1 is"):
        train(wanted, resume=finished.run)
    with pytest.raises(TrainingError, match="trained another network"):
        weights.export(finished.run, other, tmp_path / "net.pt")
    weights.export(finished.run, NETWORK, tmp_path / "net.pt")
    assert (tmp_path / "net.pt").exists()
