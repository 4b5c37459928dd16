"""Writing checkpoints hardly holds a training, and what goes wrong there reaches it."""

import threading
from pathlib import Path

import pytest
import torch

from backend.engine import weights
from backend.engine.checkpoint import MODEL, Checkpoint, Place
from backend.engine.keeper import Keeper
from backend.store import Store


def checkpoint(epoch: int) -> Checkpoint:
    tensors = {f"{MODEL}w": torch.full((3,), float(epoch)), "random": torch.zeros(2)}
    return Checkpoint(Place(epoch, 0), tensors)


@pytest.fixture
def run() -> str:
    return Store().create("mine", b"{}", "cpu")


def silent(*_: object) -> None:
    pass


def test_a_slow_disk_gets_the_newest_checkpoint_and_holds_nobody(run: str, monkeypatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    written: list[str] = []

    def write(file: Path, kept: Checkpoint, *, whole: bool, plain=weights.write) -> None:
        begun.set()
        assert go_on.wait(30)
        written.append(f"{file.stem} {kept.epoch}")
        plain(file, kept, whole=whole)

    monkeypatch.setattr(weights, "write", write)
    told: list[tuple[int, str]] = []
    keeper = Keeper(Store().run_folder(run), lambda step, what: told.append((step, what)), silent)
    keeper.keep(checkpoint(1), 10, "last", "best")
    assert begun.wait(30)
    for epoch in range(2, 50):  # none of these waits
        keeper.keep(checkpoint(epoch), 10 * epoch, "last")
    go_on.set()
    keeper.close()
    keeper.check()
    assert written == ["last 1", "best 1", "last 49"]
    assert told == [(10, "last"), (10, "best"), (490, "last")]
    last, best = (weights.load(Store(), run, name) for name in ("last", "best"))
    assert (last.epoch, best.epoch) == (49, 1)
    assert best.tensors.keys() == {f"{MODEL}w"}
    assert weights.good(Store(), run).epoch == 1


def test_what_is_half_written_is_no_weights(run: str, monkeypatch) -> None:
    def save(tensors: object, path: Path, place: object, plain=weights.save_file) -> None:
        plain(tensors, path, place)
        seen.append(Store().weights(run))  # as a kill would leave them

    seen: list[tuple[str, ...]] = []
    monkeypatch.setattr(weights, "save_file", save)
    weights.write(weights.path(Store(), run), checkpoint(1))
    assert seen == [()]
    assert Store().weights(run) == ("last",)


def test_what_a_killed_process_left_half_written_goes_when_the_run_goes_on(run: str) -> None:
    folder = Store().run_folder(run)
    for name in (".tmpfxePns", ".last.safetensors", ".project.convas.x"):
        (folder / name).write_bytes(b"half")
    weights.write(weights.path(Store(), run), checkpoint(1))
    Keeper(folder, print, print).close()
    assert not list(folder.glob(".*"))
    assert Store().weights(run) == ("last",)


def test_what_breaks_in_the_thread_ends_the_training_at_its_next_checkpoint(run: str) -> None:
    said = threading.Event()

    def broken(step: int, what: str) -> None:
        said.set()
        raise RuntimeError("nobody hears")

    keeper = Keeper(Store().run_folder(run), broken, silent)
    keeper.keep(checkpoint(1), 10, "last")
    assert said.wait(30)
    keeper.close()
    with pytest.raises(RuntimeError, match="nobody hears"):
        keeper.keep(checkpoint(2), 20, "last")
    with pytest.raises(RuntimeError, match="nobody hears"):
        keeper.check()


def test_a_long_epoch_asks_for_a_checkpoint_after_a_while(run: str, monkeypatch) -> None:
    monkeypatch.setattr("backend.engine.keeper.MINUTES", 0.0)
    keeper = Keeper(Store().run_folder(run), silent, silent)
    assert keeper.is_due()
    monkeypatch.setattr("backend.engine.keeper.MINUTES", 100.0)
    keeper.keep(checkpoint(1), 10, "last")
    keeper.close()
    assert not keeper.is_due()
