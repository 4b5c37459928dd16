"""The run store: one SQLite file (WAL) for runs and their curves, one folder a run for weights.

No torch here: the window reads runs and curves without it. A run keeps the exact project that it
trains, and is claimed by the process that trains it for as long as that lives.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from msgspec import structs

from backend import schema
from backend.claim import claim, held, release
from backend.home import folder
from backend.records import Entry, Point, Results, RunRecord
from graph.project import ProjectError, write_bytes
from graph.text import Refusal

WAIT = 20.0  # seconds for another process that writes
SOON = 2.0  # seconds for it in the middle of a training, which can write later
_COLUMNS = ", ".join(RunRecord.__struct_fields__)
_POINT = ", ".join(Point.__struct_fields__)
_ENTRY = 'at, step, kind, template, "values", node'


class StoreError(Refusal):
    """The run store cannot be read or written."""


class Store:
    """The runs in a folder; each call opens the database for itself, so any process may use it."""

    def __init__(self, where: Path | None = None) -> None:
        self.folder = where or folder()

    def run_folder(self, run: str) -> Path:
        """Where a run's project and weights lie."""
        return self.folder / "runs" / run

    # what the process that trains does

    def create(
        self, name: str, project: bytes, device: str, file: str = "", epochs: int = 0
    ) -> str:
        """A new run of this process, with its folder; raises StoreError."""
        try:
            run = self._new()
        except OSError as error:
            raise self._refusal(error) from error
        try:
            claim(self._claim(run))
            write_bytes(project, self.run_folder(run) / "project.convas")
            with self._open() as database:
                database.execute(
                    "insert into runs(id, name, started, state, pid, device, file, total) "
                    "values(?, ?, ?, 'training', ?, ?, ?, ?)",
                    (run, name, time.time(), os.getpid(), device, _place(file), epochs),
                )
                database.execute("insert into projects values(?, ?)", (run, project))
        except (OSError, Refusal) as error:
            self.release(run)
            shutil.rmtree(self.run_folder(run), ignore_errors=True)
            raise error if isinstance(error, StoreError) else self._refusal(error) from error
        return run

    def resume(
        self,
        run: str,
        device: str,
        project: bytes | None = None,
        epochs: int | None = None,
        step: int | None = None,
    ) -> None:
        """Says that this process goes on with a run from `step`, what came later being forgotten.

        With `project` and `epochs`, as this project from now on. Raises StoreError if another
        process trains it.
        """
        try:
            if not claim(self._claim(run)):
                raise StoreError(
                    "Run {run} is being trained by another process. Stop it there first.", run=run
                )
        except OSError as error:
            raise self._refusal(error) from error
        try:
            self._go_on(run, device, project, epochs, step)
        except (OSError, Refusal) as error:
            self.release(run)
            raise error if isinstance(error, StoreError) else self._refusal(error) from error

    def _go_on(
        self, run: str, device: str, project: bytes | None, epochs: int | None, step: int | None
    ) -> None:
        if project is not None:
            write_bytes(project, self.run_folder(run) / "project.convas")
        with self._open() as database:
            database.execute(
                "update runs set state = 'training', pid = ?, device = ?, finished = null, "
                "text = '', total = coalesce(?, total) where id = ?",
                (os.getpid(), device, epochs, run),
            )
            if project is not None:
                database.execute("update projects set project = ? where run = ?", (project, run))
            if step is not None:
                database.execute("delete from scalars where run = ? and step > ?", (run, step))
            database.execute("delete from requests where run = ?", (run,))

    def measured(self, run: str, steps_per_epoch: int, parameters: int) -> None:
        """Says how large a run's epochs and its network are."""
        with self._open(SOON) as database:
            database.execute(
                "update runs set steps_per_epoch = ?, parameters = ? where id = ?",
                (steps_per_epoch, parameters, run),
            )

    def append(
        self,
        run: str,
        points: Sequence[Point],
        entries: Iterable[Entry] = (),
        best: float | None = None,
        seconds: float | None = None,
    ) -> None:
        """Adds to a run's curves and to what happened to it, all of it or nothing; says how good it
        was at its best and how long it has trained, where that is known.
        """
        rows = [(run, *structs.astuple(point)) for point in points]
        with self._open(SOON) as database:
            database.executemany(
                f"insert into scalars(run, {_POINT}) values(?, ?, ?, ?, ?, ?, ?, ?)", rows
            )
            database.executemany(
                f"insert into entries(run, {_ENTRY}) values(?, ?, ?, ?, ?, ?, ?)",
                [(run, *_row(entry)) for entry in entries],
            )
            database.execute(
                "update runs set epochs = coalesce(?, epochs), best = coalesce(?, best), "
                "seconds = coalesce(?, seconds) where id = ?",
                (points[-1].epoch if points else None, best, seconds, run),
            )

    def finish(self, run: str, state: str, text: str = "", results: Results | None = None) -> None:
        """Says how a run ended: finished, stopped or failed. It is this process's no longer."""
        with self._open() as database:
            database.execute(
                "update runs set state = ?, text = ?, finished = ? where id = ?",
                (state, text, time.time(), run),
            )
            if results is not None:
                database.execute(
                    "update runs set epochs = ?, test_accuracy = ?, test_loss = ?, seconds = ? "
                    "where id = ?",
                    (*structs.astuple(results), run),
                )
        self.release(run)

    @contextmanager
    def kept_open(self) -> Generator[None]:
        """Holds the database open: what is written in the block then costs less, and a disk that
        fills up meanwhile can still be read.
        """
        database = sqlite3.connect(self._file, timeout=WAIT)
        try:
            with suppress(sqlite3.Error):  # whoever uses it says why
                database.execute("select count(*) from runs").fetchone()
            yield
        finally:
            database.close()

    def release(self, run: str) -> None:
        """Gives up this process's claim on a run, whatever became of it."""
        release(self._claim(run))

    # what other processes do

    def ask(self, run: str, what: str) -> None:
        """Leaves a request, `stop`, for the process that trains a run."""
        with self._open() as database:
            database.execute("insert into requests values(?, ?)", (run, what))

    def asked(self, run: str) -> bool:
        """Whether some process asked that this run be stopped."""
        with self._open(SOON) as database:
            row = database.execute("select 1 from requests where run = ?", (run,)).fetchone()
        return row is not None

    def take_in(
        self, record: RunRecord, project: bytes, points: Iterable[Point], entries: Iterable[Entry]
    ) -> None:
        """Takes up a run of another store, whose folder is here already."""
        marks = ", ".join("?" * len(RunRecord.__struct_fields__))
        with self._open() as database:
            database.execute(
                f"insert into runs({_COLUMNS}) values({marks})", structs.astuple(record)
            )
            database.execute("insert into projects values(?, ?)", (record.id, project))
        self.append(record.id, list(points), entries, record.best)

    def rename(self, run: str, name: str) -> None:
        """Gives a run another name."""
        with self._open() as database:
            database.execute("update runs set name = ? where id = ?", (name, run))

    def adopt(self, run: str, file: str) -> None:
        """Makes a run whose project had no file one of this file's; others stay as they are."""
        with self._open() as database:
            database.execute(
                "update runs set file = ? where id = ? and file = ''", (_place(file), run)
            )

    def delete(self, run: str) -> None:
        """Takes a run away with its weights; raises StoreError if it is being trained."""
        place = self.run_folder(run)
        try:
            if self.run(run).state == "training":
                raise StoreError("Run {run} is being trained. Stop it first.", run=run)
            with self._open() as database:
                for table in ("scalars", "entries", "requests", "projects"):
                    database.execute(f"delete from {table} where run = ?", (run,))
                database.execute("delete from runs where id = ?", (run,))
            if place.exists():
                shutil.rmtree(place)
        except OSError as error:
            raise self._refusal(error) from error

    # what everybody reads

    def runs(self, file: str = "") -> tuple[RunRecord, ...]:
        """All runs, or those of a project's file, the newest first."""
        chosen = ("where file = ?", (_place(file),)) if file else ("", ())
        return self._records(*chosen)

    def training(self, file: str = "") -> tuple[RunRecord, ...]:
        """The runs that are being trained at the moment, all of them or those of a file."""
        chosen = ("where state = 'training'", ())
        if file:
            chosen = ("where state = 'training' and file = ?", (_place(file),))
        return tuple(record for record in self._records(*chosen) if record.state == "training")

    def run(self, run: str) -> RunRecord:
        """One run; raises StoreError if there is none of that name."""
        for record in self._records("where id = ?", (run,)):
            return record
        raise self._unknown(run)

    def project(self, run: str) -> bytes:
        """The project file that a run trains."""
        with self._open() as database:
            row = database.execute("select project from projects where run = ?", (run,)).fetchone()
        if row is None:
            raise self._unknown(run)
        return row[0]

    def curve(self, run: str, after: int = -1, most: int = -1) -> tuple[Point, ...]:
        """The points of a run after a step, in their order; with `most`, the first so many."""
        with self._open() as database:
            rows = database.execute(
                f"select {_POINT} from scalars where run = ? and step > ? "
                "order by step, rowid limit ?",
                (run, after, most),
            ).fetchall()
        return tuple(Point(*row) for row in rows)

    def points(self, run: str) -> int:
        """How many points the curves of a run have."""
        with self._open() as database:
            row = database.execute("select count(*) from scalars where run = ?", (run,)).fetchone()
        return row[0]

    def entries(self, run: str) -> tuple[Entry, ...]:
        """What happened to a run beside its curves, in its order."""
        with self._open() as database:
            rows = database.execute(
                f"select {_ENTRY} from entries where run = ? order by rowid", (run,)
            ).fetchall()
        return tuple(
            Entry(at, step, kind, template, msgspec.json.decode(values), node)
            for at, step, kind, template, values, node in rows
        )

    def weights(self, run: str) -> tuple[str, ...]:
        """Which weights a run has: last, best, and the numbers of epochs, in this order."""
        names = [path.stem for path in self.run_folder(run).glob("*.safetensors")]
        return tuple(sorted(names, key=_rank))

    def _records(self, where: str, values: tuple[str, ...]) -> tuple[RunRecord, ...]:
        if not self._file.exists():
            return ()
        with self._open() as database:
            rows = database.execute(
                f"select {_COLUMNS} from runs {where} order by started desc, id desc", values
            ).fetchall()
        return tuple(self._checked(RunRecord(*row)) for row in rows)

    def _checked(self, record: RunRecord) -> RunRecord:
        if record.state == "training" and not held(self._claim(record.id), record.pid):
            return structs.replace(record, state="lost")
        return record

    def _new(self) -> str:
        """A name that no run has, with its folder."""
        while True:
            run = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(2).hex()}"
            with suppress(FileExistsError):
                self.run_folder(run).mkdir(parents=True)
                return run

    def _claim(self, run: str) -> Path:
        return self.run_folder(run) / "claim"

    @property
    def _file(self) -> Path:
        return self.folder / "runs.sqlite"

    @contextmanager
    def _open(self, wait: float = WAIT) -> Generator[sqlite3.Connection]:
        """The database in one transaction; raises StoreError where the disk is in the way."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self._file, timeout=wait)
            try:
                schema.prepare(database)
                database.execute("pragma synchronous = normal")
                with database:
                    yield database
            finally:
                database.close()
        except (sqlite3.Error, OSError, schema.SchemaError) as error:
            raise self._refusal(error) from error

    def _unknown(self, run: str) -> StoreError:
        return StoreError("There is no run {run} in {folder}.", run=run, folder=self.folder)

    def _refusal(self, error: Exception) -> StoreError:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_BUSY:
            return StoreError(
                "Another program holds {file}, so that runs cannot be kept at the moment. Close "
                "it, or try again later.",
                file=self._file,
            )
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            return StoreError(
                "{file} is damaged: {why}. Put it somewhere else, and a new list of runs is begun; "
                "the weights of the runs stay.",
                file=self._file,
                why=error,
            )
        cause = error.__cause__ if isinstance(error, ProjectError) else error
        said = cause.strerror if isinstance(cause, OSError) else None
        return StoreError(
            "Runs cannot be kept in {folder}: {why}. Make room there, or name another folder with "
            "the environment variable CONVAS_DATA.",
            folder=self.folder,
            why=said or error,
        )


def _place(file: str) -> str:
    """The one name of a file, by which its runs are found again."""
    return os.path.normcase(os.path.realpath(file)) if file else ""


def _row(entry: Entry) -> tuple[float | str, ...]:
    values = msgspec.json.encode(entry.values).decode()
    return (entry.at, entry.step, entry.kind, entry.template, values, entry.node)


def _rank(name: str) -> tuple[int, str]:
    order = {"last": -2, "best": -1}
    return (int(name) if name.isdecimal() else order.get(name, 0), name)
