"""Where a run that trains is reached: a port of this machine, and the token that opens it.

The file lies in the run's folder for the user alone; it is there while the training goes on.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

HOST = "127.0.0.1"


class Address(Struct, frozen=True, forbid_unknown_fields=True):
    """A port on 127.0.0.1, and what a window says first to be let in."""

    port: int
    token: str


def new(port: int) -> Address:
    """An address that nobody can guess."""
    return Address(port, secrets.token_hex(32))


def publish(address: Address, folder: Path) -> None:
    """Writes it for the same user's windows; raises OSError."""
    temporary = folder / ".door"
    with suppress(FileNotFoundError):
        temporary.unlink()  # of a process that was killed
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(address))
    os.replace(temporary, folder / "door")


def find(folder: Path) -> Address | None:
    """The address in a run's folder; None if there is none that makes sense."""
    try:
        return msgspec.json.decode((folder / "door").read_bytes(), type=Address)
    except (OSError, msgspec.DecodeError):
        return None


def withdraw(folder: Path) -> None:
    """Takes it away when the training is over."""
    with suppress(OSError):
        (folder / "door").unlink()
