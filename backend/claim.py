"""A claim on a run: a locked file, held by the process that trains it and free when that is gone.

A process number alone says too little: the system gives it to another process later on.
"""

import os
import sys
import time
from pathlib import Path

from backend.home import alive

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _forget() -> None:
        """A copy of this process, which loads pictures perhaps, must hold nothing."""
        for handle in _claims.values():
            os.close(handle)  # without unlocking: the lock is the parent's
        _claims.clear()

    os.register_at_fork(after_in_child=_forget)


PATIENCE = 1.0  # seconds: somebody who only looks holds the lock for a moment

BUSY = (BlockingIOError, PermissionError)
"""What Linux and macOS, and what Windows say of a file that another process has locked."""

_claims: dict[Path, int] = {}


def claim(path: Path) -> bool:
    """Whether the file is from now on this process's, until `release` or its end; raises OSError
    where it cannot be made.
    """
    if path in _claims:
        return True
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            _lock(handle)
        except BUSY:
            if time.monotonic() > end:
                os.close(handle)
                return False
            time.sleep(0.02)
        except OSError:  # a file system without locks: the process number has to do
            os.close(handle)
            path.unlink(missing_ok=True)
            return True
        else:
            _claims[path] = handle
            return True


def release(path: Path) -> None:
    """Gives up a claim, if there is one."""
    handle = _claims.pop(path, None)
    if handle is not None:
        os.close(handle)


def held(path: Path, pid: int) -> bool:
    """Whether some process holds the claim; where no file can say so, whether `pid` runs."""
    if path in _claims:
        return True
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return alive(pid)
    try:
        _lock(handle)
    except BUSY:
        return True
    except OSError:
        return alive(pid)
    finally:
        os.close(handle)
    return False
