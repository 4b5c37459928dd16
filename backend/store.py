"""The run store: one SQLite file (WAL) for runs and their curves, one folder a run for weights.

No torch here: the window reads curves and asks for a stop without it. A run keeps the exact project
that it trains.
"""

import os
import sqlite3
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, structs

from backend.home import alive, folder
from graph.project import write_bytes
from graph.text import Refusal

_SCHEMA = """
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


class StoreError(Refusal):
    """The run store cannot be read or written."""


class RunRecord(Struct, frozen=True):
    """One run; times are seconds since 1970, accuracy is a share from 0 to 1."""

    id: str
    name: str
    started: float
    finished: float | None
    state: str
    pid: int
    device: str
    epochs: float | None = None
    test_accuracy: float | None = None
    test_loss: float | None = None
    seconds: float | None = None
    text: str = ""


class Results(Struct, frozen=True):
    """How far a run came, and how well."""

    epochs: float
    test_accuracy: float
    test_loss: float
    seconds: float


class Point(Struct, frozen=True):
    """A point of a curve; `split` is train or test."""

    step: int
    epoch: float
    split: str
    loss: float
    accuracy: float


class Store:
    """The runs in a folder; each call opens the database for itself, so any process may use it."""

    def __init__(self, where: Path | None = None) -> None:
        self.folder = where or folder()

    def run_folder(self, run: str) -> Path:
        """Where a run's project and weights lie."""
        return self.folder / "runs" / run

    def create(self, name: str, project: bytes, device: str) -> str:
        """A new run of this process, with its folder; raises StoreError."""
        run = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(2).hex()}"
        try:
            self.run_folder(run).mkdir(parents=True)
        except OSError as error:
            raise self._refusal(error) from error
        write_bytes(project, self.run_folder(run) / "project.convas")
        with self._open() as database:
            database.execute(
                "insert into runs(id, name, project, started, state, pid, device) "
                "values(?, ?, ?, ?, 'training', ?, ?)",
                (run, name, project, time.time(), os.getpid(), device),
            )
        return run

    def append(self, run: str, points: Iterable[Point]) -> None:
        """Adds points to a run's curves, all of them or none."""
        rows = [(run, p.step, p.epoch, p.split, p.loss, p.accuracy) for p in points]
        with self._open() as database:
            database.executemany("insert into scalars values(?, ?, ?, ?, ?, ?)", rows)

    def finish(self, run: str, state: str, text: str = "", results: Results | None = None) -> None:
        """Says how a run ended: finished, stopped or failed."""
        with self._open() as database:
            database.execute(
                "update runs set state = ?, text = ?, finished = ? where id = ?",
                (state, text, time.time(), run),
            )
            if results is not None:
                database.execute(
                    "update runs set epochs = ?, test_accuracy = ?, test_loss = ?, seconds = ? "
                    "where id = ?",
                    (
                        results.epochs,
                        results.test_accuracy,
                        results.test_loss,
                        results.seconds,
                        run,
                    ),
                )

    def resume(self, run: str, device: str) -> None:
        """Says that this process goes on with a run that had ended."""
        with self._open() as database:
            database.execute(
                "update runs set state = 'training', pid = ?, device = ?, finished = null, "
                "text = '' where id = ?",
                (os.getpid(), device, run),
            )
            database.execute("delete from requests where run = ?", (run,))

    def ask(self, run: str, what: str) -> None:
        """Leaves a request, `stop`, for the process that trains a run."""
        with self._open() as database:
            database.execute("insert into requests values(?, ?)", (run, what))

    def asked(self, run: str) -> bool:
        """Whether some process asked that this run be stopped."""
        with self._open() as database:
            row = database.execute("select 1 from requests where run = ?", (run,)).fetchone()
        return row is not None

    def runs(self) -> tuple[RunRecord, ...]:
        """All runs, the newest first; one whose process is gone without a word is `lost`."""
        if not self._file.exists():
            return ()
        with self._open() as database:
            rows = database.execute(
                "select id, name, started, finished, state, pid, device, epochs, test_accuracy, "
                "test_loss, seconds, text from runs order by started desc, id desc"
            ).fetchall()
        records = (RunRecord(*row) for row in rows)
        return tuple(_checked(record) for record in records)

    def run(self, run: str) -> RunRecord:
        """One run; raises StoreError if there is none of that name."""
        for record in self.runs():
            if record.id == run:
                return record
        raise StoreError("There is no run {run} in {folder}.", run=run, folder=self.folder)

    def project(self, run: str) -> bytes:
        """The project file that a run trains."""
        with self._open() as database:
            row = database.execute("select project from runs where id = ?", (run,)).fetchone()
        if row is None:
            raise StoreError("There is no run {run} in {folder}.", run=run, folder=self.folder)
        return row[0]

    def curve(self, run: str) -> tuple[Point, ...]:
        """All points of a run, in the order of its steps."""
        with self._open() as database:
            rows = database.execute(
                "select step, epoch, split, loss, accuracy from scalars where run = ? "
                "order by step, rowid",
                (run,),
            ).fetchall()
        return tuple(Point(*row) for row in rows)

    @property
    def _file(self) -> Path:
        return self.folder / "runs.sqlite"

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        """The database in one transaction; raises StoreError where the disk is in the way."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self._file, timeout=20)
            try:
                database.execute("pragma journal_mode = wal")
                database.execute("pragma synchronous = normal")
                database.executescript(_SCHEMA)
                with database:
                    yield database
            finally:
                database.close()
        except (sqlite3.Error, OSError) as error:
            raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> StoreError:
        return StoreError(
            "Runs cannot be kept in {folder}: {why}. Make room there, or name another folder with "
            "the environment variable CONVAS_DATA.",
            folder=self.folder,
            why=error,
        )


def _checked(record: RunRecord) -> RunRecord:
    if record.state == "training" and not alive(record.pid):
        return structs.replace(record, state="lost")
    return record
