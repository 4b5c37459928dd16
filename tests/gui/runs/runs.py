"""Made-up runs for the tests of the Runs tab."""

from pathlib import Path

from msgspec import structs

from backend.records import Point, Results
from backend.store import Store
from graph.project import Project, encode
from graph.templates import template

LENET = template("lenet5").project()


def with_recipe(project: Project = LENET, **settings: object) -> Project:
    return structs.replace(project, recipe=structs.replace(project.recipe, **settings))


def kept(
    name: str = "lenet",
    file: Path | str = "",
    state: str = "finished",
    accuracy: float = 0.97,
    project: Project = LENET,
    weights: bool = True,
) -> str:
    """A run of one epoch; its weights are an empty file, which is never opened."""
    store = Store()
    run = store.create(name, encode(project), "cpu", str(file), 3)
    store.measured(run, 100, 61_706)
    points = [Point(50, 0.5, "train", 0.4, accuracy - 0.1), Point(100, 1.0, "train", 0.2, accuracy)]
    store.append(run, [*points, Point(100, 1.0, "test", 0.1, accuracy)], best=accuracy)
    if weights:
        (store.run_folder(run) / "last.safetensors").touch()
    if state == "lost":
        store.release(run)
    elif state != "training":
        store.finish(run, state, "", Results(1.0, accuracy, 0.1, 12.0))
    return run
