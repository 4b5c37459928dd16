"""A kept run is told again as it was told while it trained."""

import pytest
from msgspec import structs

from backend.past import past
from backend.protocol import Failed, Noticed
from backend.records import Entry, Point, Results
from backend.store import Store, StoreError
from graph.project import encode
from graph.templates import template

LENET = template("lenet5").project()
POINTS = (
    Point(100, 0.5, "train", 0.4, 0.9, 1e-3, 5_000.0),
    Point(200, 1.0, "train", 0.2, 0.95, 1e-3, 7_000.0),
    Point(200, 1.0, "validation", 0.3, 0.93),
    Point(200, 1.0, "test", 0.25, 0.94),
)


def kept(state: str = "finished", text: str = "") -> str:
    store = Store()
    run = store.create("lenet", encode(LENET), "cpu", "/home/a/lenet.convas", 3)
    store.measured(run, 200, 44_426)
    store.append(
        run, POINTS, [Entry(1.0, 150, "nan", "No number.", {}, "fc"), Entry(2.0, 0, "kept")]
    )
    if state != "lost":
        store.append(run, (), [Entry(3.0, 200, state)])
        store.finish(run, state, text, Results(1.0, 0.94, 0.25, 12.0))
    return run


def test_a_finished_run_has_its_curves_its_notices_and_its_figures() -> None:
    run = kept()
    found = past(Store(), run)
    assert found.project == LENET
    assert (found.started.run, found.started.epochs, found.started.parameters) == (run, 3, 44_426)
    assert [(p.step, p.loss, p.rate) for p in found.progress] == [
        (100, 0.4, 5_000),
        (200, 0.2, 7_000),
    ]
    assert [test.split for test in found.tests] == ["validation", "test"]
    assert found.notices == (Noticed("nan", "No number.", {}, "fc", 150),)
    assert found.finished is not None
    assert (found.finished.test_accuracy, found.finished.images_per_second) == (0.94, 6_000)
    assert not found.finished.stopped
    assert not found.weights


@pytest.mark.parametrize("state", ["failed", "stopped"])
def test_how_it_ended_is_told(state: str) -> None:
    found = past(Store(), kept(state, "The disk is full."))
    assert (found.finished is not None and found.finished.stopped) == (state == "stopped")
    assert isinstance(found.failure, Failed) == (state == "failed")
    assert found.failure is None or str(found.failure.text) == "The disk is full."


def test_the_first_points_alone_are_told_to_one_who_hears_the_others() -> None:
    found = past(Store(), kept(), most=2)
    assert (len(found.progress), len(found.tests)) == (2, 0)


def test_a_run_of_an_older_store_has_the_epochs_of_its_recipe() -> None:
    project = structs.replace(LENET, recipe=structs.replace(LENET.recipe, epochs=7))
    run = Store().create("old", encode(project), "cpu")
    assert past(Store(), run).started.epochs == 7


def test_a_run_whose_project_cannot_be_read_still_has_its_curves() -> None:
    run = Store().create("newer", b'{"convas": 99}', "cpu")
    Store().append(run, POINTS)
    found = past(Store(), run)
    assert found.project is None
    assert len(found.progress) == 2


def test_a_run_that_is_gone_is_named() -> None:
    kept()
    with pytest.raises(StoreError, match="There is no run nothing"):
        past(Store(), "nothing")


def test_a_run_without_a_project_file_becomes_one_of_the_file_it_is_saved_in() -> None:
    store = Store()
    bare, filed = store.create("a", b"{}", "cpu"), kept()
    for run in (bare, filed):
        store.adopt(run, "/home/b/other.convas")
    assert store.run(bare).file == "/home/b/other.convas"
    assert store.run(filed).file == "/home/a/lenet.convas"
