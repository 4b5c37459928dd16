"""The user's own blocks, kept for all projects: one JSON file each in the user's data folder.

Nothing in a file can run code. A file that cannot be read is listed with the reason.
"""

import re
from pathlib import Path

import msgspec
from msgspec import Struct

from backend.home import folder
from graph.fields import with_value
from graph.network import DEEPEST, Block
from graph.project import ProjectError, write_bytes
from graph.text import Refusal, Text

VERSION = 1
LARGEST = 16 * 2**20  # bytes
MOST = 500  # files that are listed


class LibraryError(Refusal):
    """A block cannot be kept, renamed or removed."""


class Kept(Struct, frozen=True):
    """A file of the library: its block, or why it cannot be used."""

    path: Path
    name: str
    block: Block | None = None
    why: Text | None = None


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    convas_block: int
    block: Block


def kept() -> tuple[Kept, ...]:
    """All blocks that are kept, by their names."""
    paths = sorted(_place().glob("*.json"))[:MOST]
    return tuple(sorted(map(_read, paths), key=lambda found: found.name.casefold()))


def find(name: str) -> Kept | None:
    """The kept block of that name."""
    return next((entry for entry in kept() if entry.name == name), None)


def keep(block: Block) -> Path:
    """Keeps a block, in the place of one of the same name; raises LibraryError."""
    path = _place() / _file_name(block.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = msgspec.json.encode(_File(VERSION, block))
        write_bytes(msgspec.json.format(content, indent=1), path)
    except (OSError, ProjectError) as error:
        raise LibraryError("“{name}” cannot be kept: {why}.", name=block.name, why=error) from error
    return path


def rename(entry: Kept, name: str) -> Path:
    """Gives a kept block another name; raises LibraryError or FieldError."""
    if entry.block is None:
        raise LibraryError("“{name}” cannot be read, so it cannot be renamed.", name=entry.name)
    if name != entry.name and find(name) is not None:
        raise LibraryError("There is a block “{name}” already. Choose another name.", name=name)
    path = keep(with_value(entry.block, "name", name))
    if path != entry.path:
        remove(entry)
    return path


def remove(entry: Kept) -> None:
    """Takes a block away; raises LibraryError."""
    try:
        entry.path.unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError(
            "“{name}” cannot be removed: {why}.", name=entry.name, why=error.strerror or error
        ) from error


def _read(path: Path) -> Kept:
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"it is larger than {LARGEST // 2**20} MiB")
        file = msgspec.json.decode(path.read_bytes(), type=_File)
        if file.convas_block != VERSION:
            raise ValueError(f"it has format {file.convas_block}, and this Convas reads {VERSION}")
        if file.block.nesting > DEEPEST:
            raise ValueError(f"its blocks are nested {file.block.nesting} deep")
    except (OSError, ValueError, RecursionError) as error:
        text = "{path} cannot be read: {why}. Delete it, or save the block again."
        return Kept(path, path.stem, why=Text(text, {"path": path, "why": error}))
    return Kept(path, file.block.name, file.block)


def _file_name(name: str) -> str:
    """A name that every file system takes, and no two blocks share."""
    import hashlib  # noqa: PLC0415  # start-up does without OpenSSL

    plain = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:40] or "block"
    return f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}.json"


def _place() -> Path:
    return folder() / "blocks"
