"""Runs on disk: found again by any process, and a sentence where the disk refuses."""

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from backend import claim
from backend.home import folder
from backend.records import Entry, Point, Results
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
    with pytest.raises(StoreError, match=r"kept in [^:]*: Not a directory\. Make .* CONVAS_DATA"):
        Store(tmp_path / "file" / "data").create("x", b"{}", "cpu")
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "runs.sqlite").write_bytes(b"no database" * 1_000)
    with pytest.raises(StoreError, match=r"runs.sqlite is damaged: .* Put it somewhere else"):
        Store(damaged).runs()


def test_the_folder_is_the_users_unless_another_is_named(own_data_folder, monkeypatch) -> None:
    assert folder() == own_data_folder
    monkeypatch.delenv("CONVAS_DATA")
    assert "onvas" in folder().name


OLD = """
create table if not exists runs(
  id text primary key, name text not null, project blob not null, started real not null,
  finished real, state text not null, pid integer not null, device text not null,
  epochs real, test_accuracy real, test_loss real, seconds real, text text not null default '');
create table if not exists scalars(
  run text not null references runs(id), step integer not null, epoch real not null,
  split text not null, loss real not null, accuracy real not null);
create index if not exists scalars_of_run on scalars(run, step);
create table if not exists requests(run text not null, what text not null);
"""
"""The tables of the first version."""


def test_a_store_of_the_first_version_is_taken_over(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "runs.sqlite")) as database, database:
        database.execute("pragma journal_mode = wal")
        database.executescript(OLD)
        database.execute(
            "insert into runs values('20260101-120000-abcd', 'old', ?, 1.0, 2.0, 'finished', 1, "
            "'cpu', 3.0, 0.9, 0.3, 12.5, '')",
            (b"{}",),
        )
        for point in CURVE:
            database.execute(
                "insert into scalars values('20260101-120000-abcd', ?, ?, ?, ?, ?)",
                (point.step, point.epoch, point.split, point.loss, point.accuracy),
            )
    store = Store(tmp_path)
    (record,) = store.runs()
    assert (record.name, record.test_accuracy, record.best) == ("old", 0.9, 0.9)
    assert (record.file, record.total) == ("", 0)
    assert store.curve(record.id) == CURVE
    assert store.project(record.id) == b"{}"
    new = store.create("new", b"{}", "cpu")
    assert [run.id for run in store.runs()] == [new, record.id]
    with closing(sqlite3.connect(tmp_path / "runs.sqlite")) as database:
        names = database.execute("select name from sqlite_master where name like 'old%'").fetchall()
    assert names == []


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "runs.sqlite")) as database:
        database.execute("pragma user_version = 99")
    with pytest.raises(StoreError, match="a newer Convas made them"):
        Store(tmp_path).runs()


def test_runs_are_found_by_the_projects_file(tmp_path: Path) -> None:
    file = tmp_path / "net.convas"
    mine = Store().create("mine", b"{}", "cpu", str(file), 3)
    other = Store().create("other", b"{}", "cpu", str(tmp_path / "other.convas"))
    alone = Store().create("alone", b"{}", "cpu")
    (tmp_path / "link").symlink_to(tmp_path)
    assert [run.id for run in Store().runs(str(tmp_path / "link" / "net.convas"))] == [mine]
    assert {run.id for run in Store().runs()} == {mine, other, alone}
    assert [run.id for run in Store().training(str(file))] == [mine]
    Store().finish(mine, "stopped")
    assert Store().training(str(file)) == ()
    assert Store().run(mine).total == 3


def test_what_happened_is_kept_in_its_order() -> None:
    run = Store().create("mine", b"{}", "cpu")
    entries = (Entry(1.0, 0, "begun"), Entry(2.0, 5, "adjusted", "Now {rate}.", {"rate": 0.5}))
    Store().append(run, CURVE, entries, best=0.6)
    Store().measured(run, 2, 61_706)
    assert Store().entries(run) == entries
    record = Store().run(run)
    assert (record.epochs, record.best, record.steps_per_epoch) == (1.0, 0.6, 2)
    assert Store().curve(run, after=1) == CURVE[1:]
    assert Store().curve(run, most=1) == CURVE[:1]
    assert Store().points(run) == 2


def test_a_run_that_goes_on_from_an_earlier_step_forgets_what_came_later() -> None:
    run = Store().create("mine", b"{}", "cpu", epochs=3)
    Store().append(run, CURVE)
    Store().finish(run, "failed", "why")
    Store().resume(run, "cpu", b"[]", 5, step=1)
    assert Store().curve(run) == CURVE[:1]
    record = Store().run(run)
    assert (record.state, record.text, record.total) == ("training", "", 5)
    assert Store().project(run) == b"[]"


HOLD = """
import sys, time
from backend.store import Store
print(Store().create("held", b"{}", "cpu"), flush=True)
time.sleep(60)
"""


def test_a_run_is_lost_when_its_process_is_killed_whoever_has_its_number_then() -> None:
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True, env=environment
    ) as holder:
        run = holder.stdout.readline().strip()
        assert Store().run(run).state == "training"
        for forbidden in (partial(Store().resume, run, "cpu"), partial(Store().delete, run)):
            with pytest.raises(StoreError, match="is being trained"):
                forbidden()
        holder.kill()
    # its number is another process's now: ours
    with closing(sqlite3.connect(Store().folder / "runs.sqlite")) as database, database:
        database.execute("update runs set pid = ?", (os.getpid(),))
    assert Store().run(run).state == "lost"
    Store().resume(run, "cpu")
    assert Store().run(run).state == "training"


# in a process without threads: Python 3.12 warns of a fork beside some, as torch has them
COPIED = """
import os, signal
from backend.store import Store
run = Store().create("mine", b"{}", "cpu")
ready, begun = os.pipe()
child = os.fork()  # as a loader of pictures does
if not child:
    os.write(begun, b"x")
    signal.pause()
os.read(ready, 1)
Store().release(run)
print(Store().run(run).state)
os.kill(child, signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="which has no fork")
def test_a_copy_of_the_process_holds_no_run_of_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COPIED],
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout == "lost\n"


def test_a_run_is_renamed_and_deleted_with_all_that_is_its() -> None:
    run, other = (Store().create(name, b"{}", "cpu") for name in ("mine", "other"))
    Store().append(run, CURVE, [Entry(1.0, 0, "begun")])
    Store().append(other, CURVE)
    Store().rename(run, "yours")
    assert Store().run(run).name == "yours"
    with pytest.raises(StoreError, match="is being trained"):
        Store().delete(run)
    Store().finish(run, "finished")
    Store().delete(run)
    assert [record.id for record in Store().runs()] == [other]
    assert not Store().run_folder(run).exists()
    assert (Store().curve(run), Store().entries(run)) == ((), ())
    assert Store().curve(other) == CURVE


def test_weights_are_listed_last_best_and_by_epoch() -> None:
    run = Store().create("mine", b"{}", "cpu")
    for name in ("10", "2", "best", "last"):
        (Store().run_folder(run) / f"{name}.safetensors").write_bytes(b"")
    assert Store().weights(run) == ("last", "best", "2", "10")


def test_where_files_cannot_be_locked_the_process_number_has_to_do(monkeypatch) -> None:
    def unable(handle: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(claim, "_lock", unable)
    run = Store().create("mine", b"{}", "cpu")
    assert Store().run(run).state == "training"
    with closing(sqlite3.connect(Store().folder / "runs.sqlite")) as database, database:
        database.execute("update runs set pid = ?", (2**22 + 1,))
    assert Store().run(run).state == "lost"
