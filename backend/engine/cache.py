"""Picture files decoded once, into a file of their bytes that is mapped from then on.

Its name is made of the pictures' paths, lengths and times, and of the size they are resized to:
what has changed is another file. It is written under another name first, so that whatever
interrupts the writing leaves nothing that would be taken for it.
"""

import hashlib
import os
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import PIL

from backend import home
from backend.datasets.looking import Look
from backend.datasets.pictures import Bytes, DataError, Files

AT_ONCE = 32  # pictures that a thread decodes, of so many bytes at most
AT_ONCE_BYTES = 2**23
UNUSED = 30 * 24 * 3600  # seconds after which a file that nobody opened is removed
FORMAT = 1  # of the files; to be raised when decoding gives other bytes


class NoRoomError(Exception):
    """The disk cannot take the decoded pictures; why, in the system's words."""


def folder() -> Path:
    """Where the files lie."""
    return home.folder() / "cache"


def fingerprint(files: Files) -> str:
    """A word that changes when the files do, or what is made of them; raises DataError."""
    head = (FORMAT, PIL.__version__, files.shape.dims, files.resize)
    digest = hashlib.blake2b(repr(head).encode(), digest_size=20)
    for path in files.paths:
        try:
            status = path.stat()
        except OSError as error:
            raise DataError(
                "{path} cannot be read any more: {why}. Look the data set through again.",
                path=path,
                why=error.strerror or error,
            ) from error
        digest.update(os.fsencode(path) + b"\0%d %d\n" % (status.st_size, status.st_mtime_ns))
    return digest.hexdigest()


def size(files: Files) -> int:
    """Bytes of the pictures once they are decoded."""
    return len(files) * int(np.prod(files.shape.dims))


def mapped(files: Files, disk: int, look: Look) -> Bytes:
    """The decoded pictures, N x C x H x W, mapped from their file, which is made if need be.

    `disk` is how many bytes it may have. Raises NoRoomError, DataError, and what `look` raises.
    """
    path = folder() / f"{fingerprint(files)}.bytes"
    if not _is_whole(path, files):
        if size(files) > disk:
            raise NoRoomError(f"{size(files)} bytes are needed, {disk} may be used")
        try:
            _write(path, files, look)
        except OSError as error:
            if not _is_whole(path, files):  # by another process, meanwhile
                raise NoRoomError(error.strerror or str(error)) from error
    with suppress(OSError):  # of another user: somebody else tidies up there
        os.utime(path)
    return np.memmap(path, np.uint8, "r", shape=(len(files), *files.shape.dims))


def decoded(files: Files, look: Look) -> Iterator[Bytes]:
    """The pictures in their order, some at a time, decoded in threads; raises DataError, and what
    `look` raises.
    """
    total = len(files)
    at_once = max(1, min(AT_ONCE, AT_ONCE_BYTES * total // max(1, size(files))))
    threads = os.cpu_count() or 1
    waiting: deque[Future[Bytes]] = deque()
    with ThreadPoolExecutor(threads, "pictures") as pool:  # Pillow works outside Python's lock
        try:
            begin = done = 0
            while done < total:
                while begin < total and len(waiting) < 2 * threads:
                    part = range(begin, min(begin + at_once, total))
                    waiting.append(pool.submit(files.some, part))
                    begin = part.stop
                look(done, total, "pictures")
                found = waiting.popleft().result()
                yield found
                done += len(found)
            look(total, total, "pictures")
        finally:
            for rest in waiting:
                rest.cancel()


def _is_whole(path: Path, files: Files) -> bool:
    try:
        return path.stat().st_size == size(files)
    except OSError:
        return False


def _write(path: Path, files: Files, look: Look) -> None:
    """Raises OSError and leaves nothing then; a file that is mapped and cannot grow would end the
    process instead, so it is written first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    tidy()
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            for found in decoded(files, look):
                file.write(found.data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def tidy() -> None:
    """Removes what nobody has used for a month, and what an interrupted process left."""
    for path in folder().iterdir():
        with suppress(OSError, ValueError):  # in use on Windows, or no name of ours
            if path.suffix == ".part":
                *_, pid, _ = path.name.split(".")
                if not home.alive(int(pid)):
                    path.unlink()
            elif time.time() - path.stat().st_mtime > UNUSED:
                path.unlink()
