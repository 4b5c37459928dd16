"""A run of the store as the events that told of it while it trained, for any window to show."""

from statistics import fmean

from msgspec import Struct

from backend.protocol import Failed, Finished, Noticed, Progress, Started, Tested
from backend.records import Entry, Point, RunRecord
from backend.store import Store
from graph.project import Project, ProjectError, decode

_LIFE = ("begun", "resumed", "paused", "continued", "stopped", "finished", "failed", "kept")
"""Kinds of entries that are no notices."""


class Past(Struct, frozen=True):
    """What a run has done until now."""

    record: RunRecord
    project: Project | None
    """None if a newer Convas wrote it, or it is damaged."""
    started: Started
    progress: tuple[Progress, ...]
    tests: tuple[Tested, ...]
    notices: tuple[Noticed, ...]
    finished: Finished | None
    failure: Failed | None
    weights: bool
    """Whether some are kept."""


def past(store: Store, run: str, most: int = -1) -> Past:
    """A run with its whole curves, or with their first `most` points; raises StoreError."""
    record = store.run(run)
    points = store.curve(run, most=most)
    train = [point for point in points if point.split == "train"]
    project = _project(store, run)
    epochs = record.total or (project.recipe.epochs if project else 1)  # old stores have no total
    return Past(
        record,
        project,
        Started(run, record.device, epochs, record.steps_per_epoch, record.parameters),
        tuple(map(_progress, train)),
        tuple(_tested(point) for point in points if point.split != "train"),
        tuple(_noticed(entry) for entry in store.entries(run) if entry.kind not in _LIFE),
        _finished(record, [point.rate for point in train if point.rate]),
        Failed("{text}", values={"text": record.text}) if record.state == "failed" else None,
        bool(store.weights(run)),
    )


def _project(store: Store, run: str) -> Project | None:
    try:
        return decode(store.project(run))
    except ProjectError:
        return None


def _progress(point: Point) -> Progress:
    return Progress(
        point.step,
        point.epoch,
        point.loss,
        point.accuracy,
        point.rate or 0.0,
        0.0,
        point.learning_rate or 0.0,
    )


def _tested(point: Point) -> Tested:
    return Tested(point.step, point.epoch, point.loss, point.accuracy, point.split)


def _noticed(entry: Entry) -> Noticed:
    return Noticed(entry.kind, entry.template, entry.values, entry.node, entry.step)


def _finished(record: RunRecord, rates: list[float]) -> Finished | None:
    """None for a run that did not come to its end, or to no test before it was stopped."""
    if record.state not in ("finished", "stopped"):
        return None
    return Finished(
        record.id,
        record.epochs or 0.0,
        record.test_accuracy or 0.0,
        record.test_loss or 0.0,
        record.seconds or 0.0,
        fmean(rates) if rates else 0.0,
        record.state == "stopped",
    )
