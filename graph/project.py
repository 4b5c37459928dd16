"""A project file: network, recipe and data source as JSON that reads well in a git diff.

Nothing in it can run code. Every refusal is one sentence that says what to do. Writing goes to a
temporary name that is flushed and renamed, so that a crash leaves the old file or the new one.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from graph.network import DEEPEST, Network, Node, Wire
from graph.recipe import Recipe
from graph.sketch import EMPTY, Sketch
from graph.sources import DataSource, Mnist
from graph.text import Refusal

SUFFIX = ".convas"
VERSION = 3
LARGEST = 64 * 2**20  # bytes; a project of 5,000 nodes has under 1 MiB
CLIP = 200  # characters of an error
CLIP_NAME = 50  # letters of a file's name in its temporary one: 255 bytes are the most


class ProjectError(Refusal):
    """A project cannot be read or written."""


class Project(Struct, frozen=True):
    """All that a project file holds."""

    network: Network = Network()
    recipe: Recipe = Recipe()
    data: DataSource = Mnist()
    exact_sizes: bool = False
    """Whether a size that must be rounded down is an error, as in the course."""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    """The file's top level in the current version."""

    convas: int
    recipe: Recipe
    data: DataSource
    nodes: dict[str, Node]
    wires: tuple[Wire, ...]
    exact_sizes: bool = False
    sketch: Sketch = EMPTY


class _Version(Struct):
    convas: int


Record = dict[str, object]

MIGRATIONS: dict[int, Callable[[Record], Record]] = {
    1: lambda record: {**record, "convas": 2},
    2: lambda record: {**record, "convas": 3},
}
"""From each old version to the next, on plain records. 2: a drawing may have a sketch. 3: a recipe
has more settings, data sets are of more kinds, and a node may be frozen."""


def read(path: Path) -> Project:
    """The project in a file; raises ProjectError with one sentence that says what to do."""
    try:
        if path.is_dir():
            raise ProjectError("{path} is a folder. Open a {suffix} file.",
                               path=path, suffix=SUFFIX)  # fmt: skip
        if path.exists() and not path.is_file():
            raise ProjectError("{path} is no file, but a device or a pipe. Open a {suffix} file.",
                               path=path, suffix=SUFFIX)  # fmt: skip
        if path.stat().st_size > LARGEST:
            raise ProjectError("{path} is larger than {most} MiB: it is no Convas project.",
                               path=path, most=LARGEST // 2**20)  # fmt: skip
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ProjectError("There is no file {path}.", path=path) from error
    except OSError as error:
        raise ProjectError("{path} cannot be read: {why}.",
                           path=path, why=error.strerror or error) from error  # fmt: skip
    return decode(content, str(path))


def decode(content: bytes, name: str = "The text") -> Project:
    """The project in a file's bytes; raises ProjectError."""
    try:
        version = msgspec.json.decode(content, type=_Version).convas
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProjectError("{name} is no Convas project: {why}.", name=name, why=error) from error
    if version > VERSION:
        raise ProjectError(
            "{name} was written by a newer Convas (format {version}; this one reads up to "
            "{own}). Update Convas to open it.",
            name=name,
            version=version,
            own=VERSION,
        )
    try:
        if version == VERSION:
            file = msgspec.json.decode(content, type=_File)
        else:
            file = msgspec.convert(_migrated(msgspec.json.decode(content), version), _File)
        network = Network(file.nodes, file.wires, file.sketch)
    except (ValueError, RecursionError) as error:
        raise ProjectError("{name} is damaged: {why}.", name=name, why=_short(error)) from error
    if network.nesting > DEEPEST:
        raise ProjectError(
            "{name} has blocks that are nested {depth} deep, and {most} is the most. Ungroup some "
            "where it was made.",
            name=name,
            depth=network.nesting,
            most=DEEPEST,
        )
    return Project(network, file.recipe, file.data, file.exact_sizes)


def encode(project: Project) -> bytes:
    """The project as a file's bytes: one line a node, one line a wire."""
    nodes = [f"{_json(name)}: {_json(node)}" for name, node in project.network.nodes.items()]
    return (
        "{\n"
        f'"convas": {VERSION},\n'
        f'"recipe": {_json(project.recipe)},\n'
        f'"data": {_json(project.data)},\n'
        f'"exact_sizes": {_json(project.exact_sizes)},\n'
        f'"sketch": {_sketch(project.network.sketch)},\n'
        f'"nodes": {_lines("{}", nodes)},\n'
        f'"wires": {_lines("[]", map(_json, project.network.wires))}\n'
        "}\n"
    ).encode()


def write(project: Project, path: Path) -> None:
    """Saves the project whole or not at all; raises ProjectError."""
    write_bytes(encode(project), path)


def write_bytes(content: bytes, path: Path) -> None:
    """Puts `content` at `path` in one step: a crash leaves the old file or the new one."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:CLIP_NAME]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _keep_mode(Path(temporary), path)
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise ProjectError(
            "{path} cannot be written: {why}. Choose another place, or make room there.",
            path=path,
            why=error.strerror or error,
        ) from error


def _short(error: Exception) -> str:
    """What an error says, in a line: a name in a file may have megabytes."""
    said = str(error)
    return said if len(said) <= CLIP else f"{said[:CLIP]}…"


def _keep_mode(temporary: Path, path: Path) -> None:
    """Gives a file of mkstemp, which is private, the rights of the one it replaces, or new ones."""
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    temporary.chmod(mode)


def _migrated(record: Record, version: int) -> Record:
    for step in range(version, VERSION):
        if step not in MIGRATIONS:
            raise ValueError(f"there is no format {step}")
        record = MIGRATIONS[step](record)
    return record


def _sketch(sketch: Sketch) -> str:
    """One line a mark, so that two drawings are easily compared."""
    plain = structs.asdict(EMPTY)
    record = {
        field: f"{_json(field)}: {_json(value)}"
        for field, value in structs.asdict(sketch).items()
        if value != plain[field]
    }
    if sketch.routes:
        record["routes"] = f'"routes": {_lines("[]", map(_json, sketch.routes))}'
    for field, marks in (("frames", sketch.frames), ("notes", sketch.notes)):
        if marks:
            lines = [f"{_json(name)}: {_json(mark)}" for name, mark in marks.items()]
            record[field] = f'"{field}": {_lines("{}", lines)}'
    return _lines("{}", list(record.values())) if record else "{}"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _lines(brackets: str, lines: "list[str] | map[str]") -> str:
    return brackets[0] + "\n" + ",\n".join(lines) + "\n" + brackets[1]
