"""A run on its way from another computer's store to this one's, in pieces that are asked for one by
one: neither side ever holds more than one of them.
"""

import re
import shutil
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from backend.protocol import Bring, Brought
from backend.records import Entry, Point, RunRecord
from backend.store import Store, StoreError

PIECE = 2**22  # bytes
WEIGHTS = re.compile(r"(last|best|\d+)\.safetensors")
RUN = re.compile(r"[0-9A-Za-z-]+")


class Parcel(Struct, frozen=True):
    """What a store tells of a run; `files` are the bytes of each of its weights."""

    record: RunRecord
    project: bytes
    points: tuple[Point, ...]
    entries: tuple[Entry, ...]
    files: dict[str, int]


def piece(store: Store, wanted: Bring) -> Brought:
    """What is asked for of a run; raises StoreError."""
    record = store.run(wanted.run)
    folder = store.run_folder(wanted.run)
    try:
        if not wanted.file:
            names = [f"{name}.safetensors" for name in store.weights(wanted.run)]
            parcel = Parcel(
                record,
                store.project(wanted.run),
                store.curve(wanted.run),
                store.entries(wanted.run),
                {name: (folder / name).stat().st_size for name in names},
            )
            return Brought(wanted.run, "", 0, msgspec.msgpack.encode(parcel))
        if not WEIGHTS.fullmatch(wanted.file):
            raise StoreError("Run {run} has no file {file}.", run=wanted.run, file=wanted.file)
        with (folder / wanted.file).open("rb") as file:
            file.seek(wanted.begin)
            return Brought(wanted.run, wanted.file, wanted.begin, file.read(PIECE))
    except OSError as error:
        raise _unfit(wanted.run, error.strerror or error) from error


class Homecoming:
    """One run that comes home: `first` is to be asked, and then what `take` answers.

    With `if_over`, one that is being trained is left where it is.
    """

    def __init__(self, store: Store, run: str, *, if_over: bool = False) -> None:
        if not RUN.fullmatch(run):
            raise _unfit(run, "this is no name of a run")
        self.first = Bring(run)
        self._store = store
        self._run = run
        self._if_over = if_over
        self._parcel: Parcel | None = None
        self._missing: dict[str, int] = {}
        self._folder = store.folder / "runs" / f".{run}"

    @property
    def state(self) -> str:
        """The run's state there; "" as long as nothing was told."""
        return self._parcel.record.state if self._parcel is not None else ""

    def take(self, brought: Brought) -> Bring | None:
        """Keeps a piece; gives what to ask for next, or None if the run is home. Raises
        StoreError, and leaves nothing half done.
        """
        try:
            return self._take(brought)
        except (OSError, msgspec.DecodeError, ValueError) as error:
            self.give_up()
            if isinstance(error, StoreError):
                raise
            raise _unfit(self._run, error) from error

    def give_up(self) -> None:
        """Leaves nothing half done of what will not come to its end."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _take(self, brought: Brought) -> Bring | None:
        if self._parcel is None:
            self._begin(msgspec.msgpack.decode(brought.content, type=Parcel))
            if self._if_over and self.state == "training":
                self.give_up()
                return None
        else:
            self._write(brought)
        for name, size in self._missing.items():
            place = self._folder / name
            begin = place.stat().st_size if place.exists() else 0
            if begin < size:
                return Bring(self._run, name, begin)
        self._end()
        return None

    def _begin(self, parcel: Parcel) -> None:
        if parcel.record.id != self._run or not all(map(WEIGHTS.fullmatch, parcel.files)):
            raise ValueError("it is not what was asked for")
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._parcel, self._missing = parcel, parcel.files

    def _write(self, brought: Brought) -> None:
        if brought.file not in self._missing or not brought.content:
            raise ValueError("a file is shorter than it was said to be")
        with (self._folder / brought.file).open("ab") as file:
            if file.tell() != brought.begin:
                raise ValueError("a piece of a file is missing")
            file.write(brought.content)

    def _end(self) -> None:
        assert self._parcel is not None
        record = self._parcel.record
        state = "lost" if record.state == "training" else record.state
        home: Path = self._store.run_folder(self._run)
        (self._folder / "project.convas").write_bytes(self._parcel.project)
        if home.exists():  # it was here before, and went on there
            self._store.delete(self._run)
        self._folder.rename(home)
        self._store.take_in(
            structs.replace(record, state=state),
            self._parcel.project,
            self._parcel.points,
            self._parcel.entries,
        )


def _unfit(run: str, why: object) -> StoreError:
    return StoreError("Run {run} cannot be brought here: {why}.", run=run, why=why)
