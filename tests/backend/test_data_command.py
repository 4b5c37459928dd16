"""Data sets on the command line."""

import json
from pathlib import Path

import numpy as np
import pytest

from backend.commands import run
from backend.store import Store
from graph.layers.dense import Linear
from graph.layers.endpoints import Input
from graph.project import decode, read
from graph.sources import PictureFolder
from tests.backend.datasets.makers import folder

ROOT = Path(__file__).parents[2]
LENET = ROOT / "resources" / "examples" / "lenet-mnist.convas"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return folder(tmp_path / "set", {"a": 10, "b": 10, "c": 10}, (40, 30))


def test_a_folder_is_told_as_a_table(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pictures / "a" / "broken[0].png").write_bytes(b"broken")
    assert run(["data", str(pictures)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "Folder of pictures: 24 + 6 pictures of 3×32×32 (crop), 3 classes"
    assert [line.split() for line in told[1:5]] == [
        ["class", "train", "test"],
        *([name, "8", "2"] for name in "abc"),
    ]
    assert told[5].startswith("mean 0.")
    assert told[-1] == "    a/broken[0].png: it is no picture"


def test_a_class_is_told_as_its_folder_is_called(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    next(pictures.iterdir()).rename(pictures / "[red]")
    assert run(["data", str(pictures)]) == 0
    assert "[red]" in capsys.readouterr().out


def test_programs_get_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "set.npz"
    np.savez(file, x=np.zeros((10, 4, 4)), y=np.arange(10) % 2)
    assert run(["data", str(file), "--json", "--set", "test_share=0.4"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["shape"] == [1, 4, 4]
    assert (record["train"], record["test"]) == (6, 4)
    assert record["classes"][0] == {"name": "0", "train": 3, "test": 2}
    assert {remark["kind"] for remark in record["remarks"]} == {
        "converted",
        "leak",
        "contradiction",
        "duplicate",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["data", "/gone"], "There is no data set /gone"),
        (["data", str(LENET)], "is no data set"),
        (["data", "mnist", "--fetch"], "MNIST need not be fetched."),
        (["data", "mnist", "--set", "colour=3"], "has no setting named colour"),
        (["data"], "required: source"),
        (["train", str(LENET), "--data", "/gone"], "There is no data set /gone"),
        (["train", str(LENET), "--data", ""], "There is no data set"),
        (["train", str(LENET), "--data", "a" * 5_000], "There is no data set aaa"),
        (["train", str(LENET), "--data", "~nobody/x"], "There is no data set ~nobody/x"),
        (["train", str(LENET), "--data", "two\nlines"], "There is no data set two lines"),
        (["train", str(LENET), "--data", "/\udcff"], "has characters in its name that are no text"),
        (["train", str(LENET), "--resume", ""], "There is no run"),
        (["train", str(LENET), "--set", "x.y=3"], "write recipe.NAME=VALUE or data.NAME=VALUE"),
        (["train", str(LENET), "--set", "data.examples=-3"], "Training pictures cannot be -3"),
    ],
)
def test_each_refusal_is_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert said in told.err


def test_a_network_is_fitted_to_a_folder_and_trained_on_it(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["train", str(LENET), "--data", str(pictures), "--fit", "--epochs", "1"]
    arguments += ["--set", "data.channels=grey", "--set", "recipe.augmentation.flip=on"]
    assert run([*arguments, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-1]["event"] == "finished"
    trained = decode(Store().project(lines[-1]["run"]))
    assert isinstance(trained.data, PictureFolder)
    assert trained.data.found.shape == (1, 32, 32)
    assert trained.data.found.classes == ("a", "b", "c")
    assert trained.network.of_type(Input)["input"].output() == trained.data.shape
    assert next(reversed(trained.network.of_type(Linear).values())).features == 3
    assert trained.recipe.augmentation.flip
    assert read(LENET).data != trained.data


def test_without_fit_the_network_stays_and_says_what_does_not_agree(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["train", str(LENET), "--data", str(pictures)]) == 1
    assert "The pictures are 3×32×32, but input is 1×28×28" in capsys.readouterr().err
