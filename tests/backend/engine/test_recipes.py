"""Whatever a recipe asks for: a training that was interrupted ends as one that never was."""

import shutil
import warnings
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from torch import Tensor

from backend.engine import data as datasets
from backend.engine.checkpoint import Checkpoint, under
from backend.engine.control import Control
from backend.engine.module import build
from backend.engine.resuming import refuse_done
from backend.engine.train import Listener, Task, TrainingError, fit
from backend.protocol import Event, Finished, Noticed, Progress, Started, Tested
from graph.augmentation import Augmentation
from graph.layers.activation import ReLU, Sigmoid
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d, Dropout
from graph.network import Network
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates.base import chain

NETWORK = chain(
    [
        Input(1, 28, 28), Conv2d(3, 5, 4), BatchNorm2d(), ReLU(),
        Flatten(), Dropout(0.3), Linear(10), Output(),
    ]
)  # fmt: skip
SIGMOID = chain([Input(1, 28, 28), Flatten(), Linear(10), Sigmoid(), Output()])
PICTURES = 160
STEPS = 4  # of an epoch; the last one has 16 pictures

recipes = st.builds(
    Recipe,
    epochs=st.integers(1, 3),
    batch_size=st.just(48),
    optimizer=st.sampled_from(["sgd", "adam", "adamw", "rmsprop"]),
    learning_rate=st.sampled_from([1e-3, 1e-2]),
    momentum=st.sampled_from([0.0, 0.9]),
    weight_decay=st.sampled_from([0.0, 0.01]),
    decay_all=st.booleans(),
    schedule=st.sampled_from(["constant", "step", "cosine", "one-cycle"]),
    warm_up=st.sampled_from([0.0, 0.6]),
    loss=st.sampled_from(["cross-entropy", "squared-error", "binary"]),
    label_smoothing=st.sampled_from([0.0, 0.1]),
    class_weights=st.sampled_from(["", "balanced"]),
    gradient_clipping=st.sampled_from([0.0, 0.5]),
    ema=st.sampled_from([0.0, 0.9]),
    validation=st.sampled_from([0.0, 0.2]),
    augmentation=st.builds(
        Augmentation,
        crop=st.sampled_from([0, 2]),
        flip=st.booleans(),
        rotation=st.sampled_from([0.0, 10.0]),
        cutout=st.sampled_from([0, 6]),
        mixup=st.sampled_from([0.0, 0.4]),
    ),
    precision=st.sampled_from(["auto", "bf16"]),
    channels_last=st.booleans(),
)


class Run:
    """One training of a small network, with all that was heard of it."""

    def __init__(
        self,
        recipe: Recipe,
        network: Network = NETWORK,
        *,
        stop_after: int = 0,
        resume: Checkpoint | None = None,
        adjust: dict[int, tuple[float | None, float | None]] | None = None,
        ask_after: int = 0,
    ) -> None:
        self.events: list[Event] = []
        self.kept: list[tuple[Checkpoint, tuple[str, ...]]] = []
        self._asked = False
        wishes = adjust or {}

        def look(module: object, data: object, step: int) -> None:
            control.stopped |= step == stop_after
            control.adjust(*wishes.get(step, (None, None)))

        def asked() -> bool:
            return bool(ask_after) and self.of(Progress)[-1].step == ask_after

        control = Control(look)
        data = datasets.load(Mnist(examples=PICTURES), torch.device("cpu"))
        test = data.test.some(torch.arange(200))
        data = datasets.DataSet(data.train, test, data.classes)
        self.module = build(network, recipe.seed)
        listener = Listener(
            self.events.append, lambda *kept: self.kept.append(kept), checkpoint_is_asked=asked
        )
        task = Task(self.module, network, recipe, data, "run")
        self.finished: Finished = fit(task, listener, control, resume)

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def last(self) -> Checkpoint:
        return self.kept[-1][0]


def recipe(**changes: object) -> Recipe:
    return structs.replace(Recipe(epochs=2, batch_size=48, device="cpu"), **changes)


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[key], other[key]) for key in one)


@settings(max_examples=15)
@given(recipes, st.data())
def test_a_resumed_run_is_the_undisturbed_one_bit_for_bit(wanted: Recipe, data: Any) -> None:
    whole = Run(wanted)
    steps = whole.of(Started)[0].steps_per_epoch
    stop_after = data.draw(st.integers(1, max(1, steps * wanted.epochs - 1)))
    half = Run(wanted, stop_after=stop_after)
    if half.finished.epochs == wanted.epochs:
        return
    other = Run(wanted, resume=half.last)
    assert same(other.last.tensors, whole.last.tensors)
    assert other.last.place == whole.last.place
    assert same(other.module.state_dict(), whole.module.state_dict())
    assert other.finished.test_loss == whole.finished.test_loss


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw", "rmsprop"])
@pytest.mark.parametrize("more", [{}, {"precision": "bf16"}, {"ema": 0.9, "channels_last": True}])
def test_the_same_seed_gives_the_same_weights(optimizer: str, more: dict[str, object]) -> None:
    wanted = recipe(optimizer=optimizer, epochs=1, **more)
    one, again, other = Run(wanted), Run(wanted), Run(structs.replace(wanted, seed=2))
    assert same(one.last.tensors, again.last.tensors)
    assert not same(under("model/", one.last.tensors), under("model/", other.last.tensors))


def test_fp16_scales_its_losses_and_goes_on_with_the_scale() -> None:
    wanted = recipe(precision="fp16", epochs=2)
    whole, half = Run(wanted), Run(wanted, stop_after=5)
    assert {name for name in half.last.tensors if name.startswith("scaler/")}
    assert same(Run(wanted, resume=half.last).last.tensors, whole.last.tensors)


def test_what_is_kept_is_the_average() -> None:
    run = Run(recipe(ema=0.9))
    average = under("model/", run.last.tensors)
    assert not same(average, under("learned/", run.last.tensors))
    assert same(average, run.module.state_dict())


def test_a_run_that_is_asked_in_the_middle_of_an_epoch_can_go_on_from_there() -> None:
    wanted = recipe(epochs=1, ema=0.5)
    run = Run(wanted, ask_after=1)
    (middle, kinds), (end, _) = run.kept
    assert (middle.step, kinds) == (1, ("last",))
    assert same(Run(wanted, resume=middle).last.tensors, end.tensors)


def test_a_learning_rate_that_is_changed_stays_changed_in_a_resumed_run() -> None:
    wanted = recipe(optimizer="sgd")
    adjust = {2: (0.05, None), 3: (None, 0.5)}
    whole = Run(wanted, adjust=adjust)
    half = Run(wanted, adjust=adjust, stop_after=5)
    assert (half.last.place.learning_rate, half.last.place.momentum) == (0.05, 0.5)
    other = Run(wanted, resume=half.last)
    assert same(other.last.tensors, whole.last.tensors)
    assert not same(whole.last.tensors, Run(wanted).last.tensors)
    assert [notice.step for notice in whole.of(Noticed)] == [2, 3]
    assert str(whole.of(Noticed)[0].text).startswith("From step 3 on, the learning rate is 0.05")
    assert other.of(Noticed) == []
    last = other.of(Progress)[-1]
    assert (last.learning_rate, last.momentum) == (0.05, 0.5)


def test_adam_has_no_momentum_to_change() -> None:
    run = Run(recipe(epochs=1), adjust={1: (None, 0.5)})
    assert run.of(Noticed) == []
    assert run.of(Progress)[-1].momentum == 0


def test_the_first_step_is_told_at_once() -> None:
    told = Run(recipe(epochs=1)).of(Progress)
    assert (told[0].step, told[-1].step) == (1, STEPS)


def test_validation_is_watched_and_the_test_pictures_are_looked_at_once() -> None:
    run = Run(recipe(epochs=2, validation=0.25))
    assert [event.split for event in run.of(Tested)] == ["validation", "validation", "test"]
    assert run.of(Started)[0].steps_per_epoch == 3  # 120 of 160 pictures
    assert run.finished.test_loss == run.of(Tested)[-1].loss


def test_the_best_and_every_nth_epochs_weights_are_told() -> None:
    run = Run(recipe(epochs=5, keep_every=2))
    accuracies = [event.accuracy for event in run.of(Tested)]
    for number, (_, kinds) in enumerate(run.kept):
        best = number == 0 or accuracies[number] > max(accuracies[:number])
        assert kinds[0] == "last"
        assert ("best" in kinds) == best
        assert (str(number + 1) in kinds) == (number in (1, 3))
    assert run.last.place.best == max(accuracies)


def test_a_run_that_gets_no_better_stops_early_and_says_so() -> None:
    # at this rate the loss gets worse soon
    wanted = recipe(epochs=40, patience=2, optimizer="sgd", learning_rate=1.0)
    run = Run(wanted)
    losses = [event.loss for event in run.of(Tested)]
    assert len(losses) < 40
    assert len(losses) - 1 - losses.index(min(losses)) == 2
    (notice,) = run.of(Noticed)
    assert notice.kind == "early-stop"
    assert not run.finished.stopped
    with pytest.raises(TrainingError, match="has stopped early, after 2 epochs"):
        refuse_done(run.last.place, wanted)
    more = Run(structs.replace(wanted, patience=3), resume=run.last)
    assert more.finished.epochs > run.finished.epochs


@pytest.mark.parametrize("loss", ["squared-error", "binary"])
def test_sigmoid_outputs_learn(loss: str) -> None:
    run = Run(recipe(loss=loss, epochs=12, learning_rate=3e-3), SIGMOID)
    assert run.finished.test_accuracy > 0.5


def test_a_network_is_compiled_or_it_is_said_why_not() -> None:
    wanted = recipe(epochs=1, loss="binary", optimizer="sgd")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the compiler's own
        run = Run(structs.replace(wanted, compile=True), SIGMOID)
    reasons = [str(notice.text) for notice in run.of(Noticed)]
    assert len(reasons) <= (not shutil.which("g++")), reasons
    eager = Run(wanted, SIGMOID).last.tensors
    for name, value in under("model/", run.last.tensors).items():
        torch.testing.assert_close(value, eager[f"model/{name}"])


def test_where_nothing_compiles_the_training_goes_on_as_if_it_had_not_been_asked_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> object:
        def call(x: Tensor) -> Tensor:
            torch.rand(3)  # as if it had begun
            raise RuntimeError("no working compiler\nand much more")

        return call

    monkeypatch.setattr(torch, "compile", broken)
    run = Run(recipe(epochs=1, compile=True))
    (notice,) = run.of(Noticed)
    assert "cannot be compiled: no working compiler. The training goes on" in str(notice.text)
    assert same(run.last.tensors, Run(recipe(epochs=1)).last.tensors)


def test_cuda_graphs_on_a_cpu_are_left_out_with_a_word() -> None:
    run = Run(recipe(epochs=1, cuda_graphs=True))
    (notice,) = run.of(Noticed)
    assert notice.kind == "fallback"
    assert "CUDA graphs need an NVIDIA GPU" in str(notice.text)
    assert same(run.last.tensors, Run(recipe(epochs=1)).last.tensors)


def test_weights_of_one_process_stay_whole_and_that_is_told() -> None:
    run = Run(recipe(epochs=1, sharded=True))
    (notice,) = run.of(Noticed)
    assert "Weights are sharded over several processes, and this training has one" in str(
        notice.text
    )
    assert same(run.last.tensors, Run(recipe(epochs=1)).last.tensors)
