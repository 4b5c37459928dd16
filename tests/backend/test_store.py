"""Runs on disk: found again by any process, and a sentence where the disk refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.home import folder
from backend.records import Point, Results
from backend.store import Store, StoreError

CURVE = (Point(1, 0.5, "train", 2.0, 0.1), Point(2, 1.0, "test", 1.0, 0.6))


def test_a_run_is_found_again_with_its_curve_and_project() -> None:
    run = Store().create("mine", b"{}", "cpu")
    Store().append(run, CURVE)
    Store().finish(run, "finished", results=Results(1.0, 0.6, 1.0, 3.5))
    record = Store().run(run)
    assert (record.name, record.state, record.test_accuracy) == ("mine", "finished", 0.6)
    assert Store().curve(run) == CURVE
    assert Store().project(run) == b"{}"
    assert (Store().run_folder(run) / "project.convas").read_bytes() == b"{}"


def test_the_newest_run_comes_first() -> None:
    names = [Store().create(name, b"{}", "cpu") for name in ("a", "b", "c")]
    assert {record.id for record in Store().runs()} == set(names)
    assert Store().runs()[0].started >= Store().runs()[-1].started


def test_a_run_whose_process_is_gone_is_lost() -> None:
    code = "from backend.store import Store; print(Store().create('gone', b'{}', 'cpu'))"
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert Store().run(done.stdout.strip()).state == "lost"


def test_a_stop_is_asked_for_by_another_process_and_forgotten_by_a_resume() -> None:
    run = Store().create("mine", b"{}", "cpu")
    assert not Store().asked(run)
    Store().ask(run, "stop")
    assert Store().asked(run)
    Store().resume(run, "cpu")
    assert not Store().asked(run)


def test_a_run_that_does_not_exist_is_named() -> None:
    with pytest.raises(StoreError, match="There is no run nothing"):
        Store().run("nothing")


def test_a_place_that_cannot_be_written_has_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"Runs cannot be kept in .* CONVAS_DATA"):
        Store(tmp_path / "file" / "data").create("x", b"{}", "cpu")
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "runs.sqlite").write_bytes(b"no database" * 1_000)
    with pytest.raises(StoreError, match="Runs cannot be kept"):
        Store(damaged).runs()


def test_the_folder_is_the_users_unless_another_is_named(own_data_folder, monkeypatch) -> None:
    assert folder() == own_data_folder
    monkeypatch.delenv("CONVAS_DATA")
    assert "onvas" in folder().name
