"""What is known of a data set's picture files, kept on disk: each is decoded whole only once.

It is a cache: a file that has changed since, by its length or its time, is looked at again, and
what cannot be read or written is made anew or left out.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import msgspec

from backend import home
from backend.datasets.decoding import Facts, facts
from backend.datasets.looking import Look
from graph.project import ProjectError, write_bytes

THREADS = min(8, os.cpu_count() or 1)
"""Pillow works outside Python's lock."""
AT_ONCE = 64
"""Files between two looks at whether the user has cancelled."""


def of_files(root: Path, paths: Sequence[Path], look: Look) -> list[Facts]:
    """What is known of these files below `root`, or listed in it, in their order."""
    store = home.folder() / "datasets" / "known" / f"{_key(root)}.msgpack"
    before = _read(store)
    names = [_name(path, root) for path in paths]
    found = [_still(before.get(name), path) for name, path in zip(names, paths, strict=True)]
    missing = [number for number, known in enumerate(found) if known is None]
    if missing:
        try:
            _examine(paths, found, missing, look)
        finally:  # cancelled: what was looked at is known the next time
            pairs = zip(names, found, strict=True)
            _write(store, {name: known for name, known in pairs if known is not None})
    return [known for known in found if known is not None]


def _examine(
    paths: Sequence[Path], found: list[Facts | None], missing: list[int], look: Look
) -> None:
    done = len(paths) - len(missing)
    with ThreadPoolExecutor(THREADS, "pictures") as pool:
        for begin in range(0, len(missing), AT_ONCE):
            look(done + begin, len(paths), "files")
            part = missing[begin : begin + AT_ONCE]
            for number, known in zip(part, pool.map(facts, map(paths.__getitem__, part))):  # noqa: B905  # both are as long
                found[number] = known
    look(len(paths), len(paths), "files")


def _still(known: Facts | None, path: Path) -> Facts | None:
    """What was known, if the file is the same."""
    if known is None:
        return None
    try:
        status = path.stat()
    except OSError:
        return None
    same = (status.st_size, status.st_mtime_ns) == (known.length, known.time)
    return known if same else None


def _key(root: Path) -> str:
    return hashlib.blake2b(os.fsencode(root.absolute()), digest_size=16).hexdigest()


def _name(path: Path, root: Path) -> str:
    name = path.relative_to(root) if path.is_relative_to(root) else path
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _read(store: Path) -> dict[str, Facts]:
    try:
        return msgspec.msgpack.decode(store.read_bytes(), type=dict[str, Facts])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def _write(store: Path, known: dict[str, Facts]) -> None:
    with suppress(OSError, ProjectError):  # a full disk: they are looked at again
        store.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(msgspec.msgpack.encode(known), store)
