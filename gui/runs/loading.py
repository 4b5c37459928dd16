"""What the Runs tab reads of the store, in a thread of its own: values, without Qt."""

from collections.abc import Mapping

from msgspec import Struct, structs

from backend.records import RunRecord
from backend.store import Store, StoreError
from graph.project import Project, ProjectError, decode
from gui.runs.book import runs_of
from gui.runs.overlay import RunCurves, curves


class Details(Struct, frozen=True):
    """What is compared of one run, as far as it was when it was read."""

    record: RunRecord
    curves: RunCurves
    project: Project | None


def listed(store: Store, place: tuple[str, str] | None) -> tuple[RunRecord, ...]:
    """The runs of a project, or of all; those that hold are `paused`. Raises StoreError."""
    records = store.runs() if place is None else runs_of(store, *place)
    return tuple(_held(store, record) for record in records)


def detailed(
    store: Store, records: tuple[RunRecord, ...], known: Mapping[str, Details]
) -> dict[str, Details]:
    """The curves and projects of some runs; what is known and did not change is not read again.

    Raises StoreError.
    """
    found: dict[str, Details] = {}
    for record in records:
        before = known.get(record.id)
        if before is not None and before.record.epochs == record.epochs:
            found[record.id] = structs.replace(before, record=record)
            continue
        project = before.project if before else _project(store, record.id)
        found[record.id] = Details(record, curves(store.curve(record.id)), project)
    return found


def _held(store: Store, record: RunRecord) -> RunRecord:
    if record.state != "training":
        return record
    kinds = [entry.kind for entry in store.entries(record.id)]
    turns = [kind for kind in kinds if kind in ("paused", "continued", "begun", "resumed")]
    return structs.replace(record, state="paused") if turns[-1:] == ["paused"] else record


def _project(store: Store, run: str) -> Project | None:
    """None for one that is gone meanwhile, or that a newer Convas wrote."""
    try:
        return decode(store.project(run))
    except (ProjectError, StoreError):
        return None
