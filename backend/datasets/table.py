"""A CSV file with a line for each picture: its path, its label, perhaps its split."""

import csv
import io
import os
from pathlib import Path

from msgspec import Struct

from backend.datasets.decoding import SUFFIXES
from backend.datasets.folder import Listed, natural
from backend.datasets.looking import Look
from backend.datasets.pictures import DataError, chosen, remark
from backend.protocol import Remark
from graph.sources import PictureTable

LARGEST = 512 * 2**20  # bytes
DELIMITERS = ",;\t|"
TEST = ("test", "testing", "val", "valid", "validation", "dev")
PATHS = ("path", "file", "filename", "file_name", "filepath", "file_path", "image", "picture")
LABELS = ("label", "class", "category", "target", "classname", "class_name")
SAMPLE = 64 * 1024  # characters in which the delimiter is looked for


class _Columns(Struct, frozen=True):
    """The places of the columns, and whether the first line is their names."""

    path: int
    label: int
    split: int | None
    header: bool


def listed(source: PictureTable, look: Look) -> Listed:
    """The pictures of a CSV file; raises DataError."""
    if not source.file:
        raise DataError("Which CSV file? Choose one with a line for each picture.")
    file = chosen(source.file)
    rows = _rows(file)
    columns = _columns(source, file, rows[0])
    lines = rows[1:] if columns.header else rows
    short = [number for number, row in enumerate(lines) if len(row) <= _last(columns)]
    if short:
        raise DataError(
            "{file}: line {line} has fewer columns than the others.",
            file=file,
            line=short[0] + 1 + columns.header,
        )
    if not lines:
        raise DataError("{file} has no line for a picture.", file=file)
    look(0, len(lines), "files")
    labels = [row[columns.label].strip() for row in lines]
    classes = sorted(set(labels), key=natural)
    place = {name: number for number, name in enumerate(classes)}
    split = columns.split
    tested = None if split is None else tuple(row[split].strip().lower() in TEST for row in lines)
    names = [row[columns.path].strip() for row in lines]
    paths = tuple(_path(file, name) for name in names)
    return Listed(
        file,
        paths,
        tuple(names),
        tuple(place[label] for label in labels),
        tuple(classes),
        tested if tested is not None and any(tested) else None,
        _twice(names),
    )


def _twice(names: list[str]) -> tuple[Remark, ...]:
    seen: set[str] = set()
    again = [name for name in names if name in seen or seen.add(name)]
    if not again:
        return ()
    return (
        remark(
            "twice",
            "Lines that name a picture which another line names too: {count}.",
            again,
            count=len(again),
        ),
    )


def _path(file: Path, name: str) -> Path:
    """A path of the table: relative to its folder; another system's backslashes lead on too."""
    path = file.parent / name
    if os.sep == "/" and "\\" in name and not os.path.exists(path):
        return file.parent / name.replace("\\", "/")
    return path


def _rows(file: Path) -> list[list[str]]:
    if not file.is_file():
        raise DataError("There is no file {file}. Choose another one.", file=file)
    try:
        if file.stat().st_size > LARGEST:
            raise DataError("{file} is too large for a table of paths.", file=file)
        content = file.read_bytes()
    except OSError as error:
        raise DataError(
            "{file} cannot be read: {why}.", file=file, why=error.strerror or error
        ) from error
    text = _text(file, content)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise DataError("{file} is no CSV file: {why}.", file=file, why=error) from error
    if not rows:
        raise DataError("{file} is empty.", file=file)
    return rows


def _text(file: Path, content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            "{file} is no text in UTF-8. Save it as CSV in UTF-8.", file=file
        ) from error
    if "\0" in text:
        raise DataError("{file} is no text in UTF-8. Save it as CSV in UTF-8.", file=file)
    return text


def _delimiter(text: str) -> str:
    """The one that most of the first lines have equally often; a comma where none is."""
    lines = [line for line in text[:SAMPLE].splitlines()[:50] if line.strip()]
    scores = {mark: min((line.count(mark) for line in lines), default=0) for mark in DELIMITERS}
    if any(scores.values()):
        return max(scores, key=lambda mark: scores[mark])
    totals = {mark: sum(line.count(mark) for line in lines) for mark in DELIMITERS}
    return max(totals, key=lambda mark: totals[mark])


def _columns(source: PictureTable, file: Path, first: list[str]) -> _Columns:
    """Columns by their name or place; a first line without a picture's path is their names."""
    names = [cell.strip() for cell in first]
    lower = [name.lower() for name in names]
    wanted = (source.path_column, source.label_column, source.split_column)
    named = any(name and name in names for name in wanted)
    header = named or not any(Path(name).suffix.lower() in SUFFIXES for name in names)
    own = lower if header else []
    path = _place(file, names, source.path_column, _usual(own, PATHS, 0))
    label = _place(file, names, source.label_column, _usual(own, LABELS, 0 if path else 1))
    if label == path:
        raise DataError(
            "{file}: paths and labels cannot both be in column {column}.",
            file=file,
            column=path + 1,
        )
    split = _place(file, names, source.split_column, 0) if source.split_column else None
    if max(path, label) >= len(names):
        raise DataError(
            "{file} has one column. It needs two: a picture's path and its label.", file=file
        )
    return _Columns(path, label, split, header)


def _usual(lower: list[str], words: tuple[str, ...], otherwise: int) -> int:
    return next((lower.index(word) for word in words if word in lower), otherwise)


def _place(file: Path, names: list[str], wanted: str, otherwise: int) -> int:
    """The place of a column that is wanted by its name, or by its number from 1."""
    if not wanted:
        return otherwise
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    raise DataError(
        "{file} has no column “{column}”. It has: {names}.",
        file=file,
        column=wanted,
        names=", ".join(names),
    )


def _last(columns: _Columns) -> int:
    return max(columns.path, columns.label, columns.split or 0)
