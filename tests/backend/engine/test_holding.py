"""Where pictures are held: whichever way, they are the same ones in the same order."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from msgspec import structs
from PIL import Image as Pillow

from backend.datasets.looking import Cancelled
from backend.datasets.pictures import Arrays, DataError, Files, Halves
from backend.engine import cache, data, session, trials, weights
from backend.engine.control import Control
from backend.engine.holding import Held, Mapped, Resident, Streamed
from backend.engine.room import DISK, MEMORY, free_memory
from backend.engine.train import NotBegun
from backend.protocol import Declined, FindRate, Preparing
from backend.store import Store
from graph.augmentation import Augmentation
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.project import Project, encode
from graph.recipe import Recipe
from graph.shapes import Image
from graph.sources import Found, PictureFolder
from graph.templates.base import chain

CPU = torch.device("cpu")
COUNT = 60
HOLDINGS = {"resident": Resident, "mapped": Mapped, "streamed": Streamed}


@pytest.fixture(autouse=True)
def nothing_is_kept() -> Iterator[None]:
    """From one test to the next; processes that decode end with what they decode for."""
    data._kept.clear()
    yield
    data._kept.clear()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two classes of picture files of several sizes."""
    root = tmp_path_factory.mktemp("pictures")
    random = np.random.default_rng(1)
    for number in range(COUNT):
        label = number % 2
        size = (12 + number % 5, 10 + number % 7, 3)
        pixels = random.integers(0, 128, size, np.uint8) + np.uint8(127 * label)
        place = root / ("dark", "light")[label]
        place.mkdir(exist_ok=True)
        Pillow.fromarray(pixels).save(place / f"{number}.png")
    return root


@pytest.fixture
def files(folder: Path) -> Files:
    paths = tuple(sorted(folder.glob("*/*.png")))
    labels = np.array([path.parent.name == "light" for path in paths], np.int64)
    return Files(paths, labels, Image(3, 8, 8), "crop")


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch):
    """Makes room for one holding only."""

    def room(holding: str) -> None:
        monkeypatch.setenv(MEMORY, str(2**30) if holding == "resident" else "0")
        monkeypatch.setenv(DISK, "0" if holding == "streamed" else str(2**30))

    return room


def project(folder: Path, **recipe: object) -> Project:
    found = Found((3, 8, 8), ("dark", "light"), 48, 12)
    source = PictureFolder(folder=str(folder), height=8, width=8, found=found)
    network = chain([Input(3, 8, 8), Conv2d(4, 3, 1), ReLU(), Flatten(), Linear(2), Output()])
    settings = Recipe(epochs=2, batch_size=20, device="cpu", learning_rate=0.01, validation=0.1)
    return Project(network, structs.replace(settings, **recipe), source)


def trained(wanted: Project, control: Control | None = None, resume: str = "") -> tuple:
    events: list[object] = []
    finished = session.train(wanted, "test", events.append, control, resume)
    return finished, weights.of_model(weights.load(Store(), finished.run)), events


def test_the_three_holdings_give_the_same_batches(files: Files) -> None:
    decoded = files.some(range(COUNT))
    held: list[Held] = [
        Resident(torch.from_numpy(decoded)),
        Mapped(cache.mapped(files, 2**30, lambda *_: None), CPU),
        Streamed(files, CPU),
    ]
    order = [torch.tensor(numbers) for numbers in ([5, 3, 3], [59], list(range(40)), [0, 1])]
    for each in held:
        assert each.shape == Image(3, 8, 8)
        assert each.count == COUNT
        for _ in range(2):  # an order after the other
            found = list(each.gather(order))
            assert all(
                np.array_equal(batch.numpy(), decoded[numbers.numpy()])
                for batch, numbers in zip(found, order, strict=True)
            )
        assert np.array_equal(each.take(order[0]).numpy(), decoded[[5, 3, 3]])
        assert list(each.gather([])) == []
        assert each.take(torch.arange(0)).shape == (0, 3, 8, 8)


def test_an_order_that_is_left_in_the_middle_disturbs_no_other(files: Files) -> None:
    for held in (Mapped(files.some(range(COUNT)), CPU), Streamed(files, CPU)):
        begun = held.gather(list(torch.arange(COUNT).split(4)))
        next(begun)
        del begun
        (found,) = held.gather([torch.tensor([7])])
        assert np.array_equal(found.numpy()[0], files.decode(7))


def test_whichever_way_pictures_are_held_the_weights_are_the_same_to_the_last_bit(
    folder: Path, hold
) -> None:
    wanted = project(folder, augmentation=Augmentation(crop=1, flip=True, mixup=0.5))
    results = {}
    for holding, kind in HOLDINGS.items():
        hold(holding)
        if holding == "streamed":
            shutil.rmtree(cache.folder())
        loaded = data.load(wanted.data, CPU)
        assert isinstance(loaded.train.held, kind)
        assert isinstance(loaded.test.held, kind)
        assert len(loaded.notices) == (holding == "streamed")
        results[holding] = trained(wanted)[1]
    for other in ("mapped", "streamed"):
        for name, value in results["resident"].items():
            assert torch.equal(value, results[other][name])


def test_a_varied_training_that_was_stopped_ends_with_the_undisturbed_weights(
    folder: Path, hold
) -> None:
    hold("mapped")
    every = Augmentation(crop=1, flip=True, rotation=10, colour=0.2, cutout=2, mixup=0.4)
    wanted = project(folder, augmentation=every)
    _, undisturbed, _ = trained(wanted)

    def look(module: object, of: object, step: int) -> None:
        control.stopped |= step == 2

    control = Control(look)
    finished, half, _ = trained(wanted, control)
    assert finished.stopped
    _, whole, _ = trained(wanted, resume=finished.run)
    assert all(torch.equal(whole[name], undisturbed[name]) for name in whole)
    assert not all(torch.equal(half[name], undisturbed[name]) for name in half)


def test_pictures_are_decoded_once(folder: Path, hold, monkeypatch: pytest.MonkeyPatch) -> None:
    hold("mapped")
    source = project(folder).data
    looked: list[tuple] = []
    first = data.load(source, CPU, lambda *so_far: looked.append(so_far))
    assert max(done for done, _, unit in looked if unit == "pictures") == 48
    data._kept.clear()
    monkeypatch.setattr(Files, "some", lambda *_: pytest.fail("decoded again"))
    again = data.load(source, CPU)
    for one, other in zip(first.train.runs(10), again.train.runs(10), strict=True):
        assert torch.equal(one[0], other[0])


def test_a_picture_that_was_changed_is_decoded_anew(files: Files) -> None:
    before = cache.fingerprint(files)
    assert cache.fingerprint(structs.replace(files, resize="stretch")) != before
    assert cache.fingerprint(structs.replace(files, shape=Image(3, 8, 9))) != before
    assert cache.fingerprint(structs.replace(files, paths=files.paths[::-1])) != before
    state = files.paths[3].stat()
    os.utime(files.paths[3], ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    assert cache.fingerprint(files) != before


def test_a_decoding_that_is_cancelled_leaves_nothing(files: Files) -> None:
    def look(done: int, total: int, unit: str) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        cache.mapped(files, 2**30, look)
    assert list(cache.folder().iterdir()) == []
    assert len(cache.mapped(files, 2**30, lambda *_: None)) == COUNT


def test_what_an_interrupted_process_left_is_tidied_up(files: Files) -> None:
    cache.folder().mkdir(parents=True)
    gone = cache.folder() / f"{cache.fingerprint(files)}.999999999.part"
    own = cache.folder() / f"other.{os.getpid()}.part"
    old = cache.folder() / "old.bytes"
    for path in (gone, own, old):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    cache.mapped(files, 2**30, lambda *_: None)
    left = {path.name for path in cache.folder().iterdir()}
    assert left == {f"{cache.fingerprint(files)}.bytes", own.name}


def test_a_file_that_was_cut_short_is_made_anew(files: Files) -> None:
    whole = np.array(cache.mapped(files, 2**30, lambda *_: None))
    (path,) = cache.folder().iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert np.array_equal(cache.mapped(files, 2**30, lambda *_: None), whole)


def test_a_full_disk_is_told_and_the_training_goes_on(
    folder: Path, hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold("mapped")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    loaded = data.load(project(folder).data, CPU)
    assert isinstance(loaded.train.held, Streamed)
    (notice,) = loaded.notices
    assert "no room for the decoded pictures (No space left on device)" in str(notice.text)
    assert list(cache.folder().iterdir()) == []
    monkeypatch.setenv(MEMORY, str(2**30))
    loaded = data.load(project(folder).data, CPU)
    assert isinstance(loaded.train.held, Resident)
    assert len(loaded.train) == 48


def test_a_picture_that_breaks_meanwhile_is_named(files: Files, tmp_path: Path) -> None:
    broken = tmp_path / "broken {brace}.png"
    broken.write_bytes(b"no picture")
    damaged = structs.replace(files, paths=(*files.paths[:5], broken, *files.paths[6:]))
    streamed = Streamed(damaged, CPU).gather([torch.arange(10)])
    said = r"broken \{brace\}\.png cannot be read any more"
    with pytest.raises(DataError, match=said):
        cache.mapped(damaged, 2**30, lambda *_: None)
    with pytest.raises(DataError, match=said):
        next(streamed)
    missing = structs.replace(files, paths=(tmp_path / "gone.png", *files.paths[1:]))
    with pytest.raises(DataError, match=r"gone\.png cannot be read any more"):
        cache.fingerprint(missing)


def test_arrays_that_do_not_fit_stay_where_they_are(
    hold, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hold("mapped")
    pictures = np.random.default_rng(0).integers(0, 256, (10, 1, 4, 4), np.uint8)
    pictures.tofile(tmp_path / "pictures")
    mapped = np.memmap(tmp_path / "pictures", np.uint8, "r", shape=pictures.shape)
    half = Arrays(mapped, np.arange(10, dtype=np.int64))
    monkeypatch.setattr(data, "read", lambda *_: Halves(half, half, tuple("0123456789")))
    loaded = data.load(PictureFolder(), CPU)
    assert isinstance(loaded.train.held, Mapped)
    found = torch.cat([batch for batch, _ in loaded.train.runs(3)])
    assert np.array_equal(found.numpy(), pictures)


def test_two_large_data_sets_do_not_pile_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [project(folder).data, structs.replace(project(folder).data, examples=30)]
    sources.append(structs.replace(project(folder).data, examples=20))
    for source in sources:
        data.load(source, CPU)
    assert [key[1] for key in data._kept] == sources[1:]
    monkeypatch.setattr(data, "SMALL", 0)
    last = data.load(sources[0], CPU)
    assert list(data._kept.values()) == [last]
    assert data.load(sources[0], CPU) is last


def test_processes_of_one_machine_share_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = free_memory(CPU)
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "4")
    assert free_memory(CPU) == pytest.approx(alone / 4, rel=0.2)


def test_the_checkpoint_has_the_mean_and_deviation_of_the_run(folder: Path, hold) -> None:
    hold("resident")
    finished, _, _ = trained(project(folder, validation=0.0))
    normal = data.load(project(folder).data, CPU).normal
    kept = weights.load(Store(), finished.run).tensors
    assert {name: value.tolist() for name, value in normal.tensors.items()} == {
        name: kept[name].tolist() for name in ("data/mean", "data/deviation")
    }


def test_the_notices_of_the_data_are_told_after_the_start(folder: Path, hold) -> None:
    hold("streamed")
    _, _, events = trained(project(folder, epochs=1))
    kinds = [type(event).__name__ for event in events]
    assert kinds.index("Started") < kinds.index("Noticed")


def test_a_glimpse_decodes_nothing_but_what_is_looked_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []
    decode = Files.decode

    def counted(self: Files, number: int) -> np.ndarray:
        seen.append(self.paths[number])
        return decode(self, number)

    source = project(folder).data
    whole = data.load(source, CPU)
    monkeypatch.setattr(Files, "decode", counted)
    monkeypatch.setattr(data, "GLIMPSED", 5)
    glimpsed = data.glimpse(source)
    assert seen == []
    picture, label = glimpsed.test.picture(3)
    assert torch.equal(picture, whole.test.picture(3)[0])
    assert label == whole.test.picture(3)[1]
    assert len(seen) == 1
    assert (glimpsed.shape, glimpsed.classes) == (whole.shape, whole.classes)
    assert len(glimpsed.test) == len(whole.test)
    near = glimpsed.normalised(picture) - whole.normalised(picture)
    assert near.abs().mean() < 0.3
    assert len(seen) == 1 + 5  # for their mean and deviation
    monkeypatch.setattr(data, "read", None)
    assert data.glimpse(source) is glimpsed  # as after each edit of the network


def test_a_trial_tells_of_a_long_decoding_and_can_be_given_up(
    folder: Path, hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold("mapped")
    monkeypatch.setattr(trials, "EVERY", 0)
    events: list[object] = []
    work = trials.Trials(lambda event: (events.append(event), work.cancel()))
    work.expect()
    work.take(FindRate(encode(project(folder))))
    assert isinstance(events[0], Preparing)
    assert events[1:] == [Declined("findrate", "")]


def test_a_long_decoding_is_told_and_ends_at_a_stop(
    folder: Path, hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold("mapped")
    monkeypatch.setattr(session, "LOOK", 0)
    events: list[object] = []
    control = Control()

    def hear(event: object) -> None:
        events.append(event)
        control.stopped |= event == Preparing(32, 48)

    with pytest.raises(NotBegun, match="stopped while its pictures were being prepared"):
        session.train(project(folder), "test", hear, control)
    assert {type(event) for event in events} == {Preparing}
    assert not Store().runs()
    assert list(cache.folder().iterdir()) == []
