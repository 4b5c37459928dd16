"""In what the projects of several runs differ: only that, in the words of the recipe's form."""

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from graph.fields import Field, fields
from graph.freezing import freezes
from graph.project import Project
from gui.editors import written
from gui.language import tr
from gui.trainer import alike


class Difference(Struct, frozen=True):
    """A setting, as each of the projects has it."""

    title: str
    values: tuple[str, ...]


def differences(projects: Sequence[Project]) -> tuple[Difference, ...]:
    """What is not the same in all of them: network, data set, then the recipe in its order."""
    rows = [*_networks(projects), *_sources(projects)]
    rows += _records([project.recipe for project in projects])
    rows += _records([project.recipe.augmentation for project in projects])
    return tuple(row for row in rows if len(set(row.values)) > 1)


def _networks(projects: Sequence[Project]) -> Iterator[Difference]:
    """Networks have no short name: A, B … in the order in which they come."""
    kinds: list[Project] = []
    names: list[str] = []
    for project in projects:
        same = (n for n, kind in enumerate(kinds) if alike(kind.network, project.network))
        number = next(same, len(kinds))
        if number == len(kinds):
            kinds.append(project)
        names.append(chr(ord("A") + number) if number < 26 else str(number))
    yield Difference(tr("Network"), tuple(names))
    frozen = tuple(tr("on") if freezes(project.network) else tr("off") for project in projects)
    yield Difference(tr("Frozen"), frozen)


def _sources(projects: Sequence[Project]) -> Iterator[Difference]:
    titles = tuple(tr(project.data.title) for project in projects)
    yield Difference(tr("Data set"), titles)
    yield Difference(tr("Examples"), tuple(f"{project.data.examples:,}" for project in projects))


def _records(records: Sequence[Struct]) -> Iterator[Difference]:
    for field in fields(type(records[0])):
        if isinstance(field.default, Struct) or field.nested:
            continue
        values = [structs.asdict(record)[field.name] for record in records]
        yield Difference(tr(field.title), tuple(_said(field, value) for value in values))


def _said(field: Field, value: object) -> str:
    if field.blank and value in (0, 0.0, "", None, ()):
        return tr(field.blank)
    return written(value)
