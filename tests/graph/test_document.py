"""The document's history: jumps over many steps, and where each step was made."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from graph import edits
from graph.document import Change, Document, Spot
from graph.project import Project
from graph.templates import template

LENET = template("lenet5").project()


def moved(project: Project, x: float) -> Project:
    network = edits.move(project.network, {"conv1": (x, 0.0)})
    return structs.replace(project, network=network)


def document(steps: int) -> tuple[Document, list[Project], list[Change]]:
    told: list[Change] = []
    made = Document(LENET, told.append)
    states = [LENET]
    for step in range(steps):
        states.append(moved(LENET, 1_000.0 + step))
        made.edit(f"Move {step}", states[-1])
    told.clear()
    return made, states, told


def test_a_jump_over_many_steps_is_one_change() -> None:
    made, states, told = document(5)
    made.go(-4)
    assert made.project is states[1]
    assert [(change.before, change.after) for change in told] == [(states[5], states[1])]
    assert made.past == ("Move 0",)
    assert made.future == ("Move 4", "Move 3", "Move 2", "Move 1")
    made.go(3)
    assert made.project is states[4]
    assert len(told) == 2
    assert made.future == ("Move 4",)


@pytest.mark.parametrize("steps", [-99, 99, 0])
def test_a_jump_ends_where_there_is_nothing_more(steps: int) -> None:
    made, states, told = document(3)
    made.go(-1)
    made.go(steps)
    assert made.project is states[{-99: 0, 99: 3, 0: 2}[steps]]
    assert len(told) == (1 if steps == 0 else 2)


@given(st.lists(st.integers(-6, 6), max_size=12))
def test_any_jumps_keep_all_steps_in_their_order(jumps: list[int]) -> None:
    made, states, _ = document(6)
    place = 6
    for jump in jumps:
        made.go(jump)
        place = min(6, max(0, place + jump))
        assert made.project is states[place]
        names = (*made.past, *reversed(made.future))
        assert names == tuple(f"Move {step}" for step in range(6))


def test_all_steps_are_told_as_the_edits_that_they_were() -> None:
    made, states, _ = document(4)
    made.go(-2)
    told = made.steps()
    assert [step.label for step in told] == [f"Move {step}" for step in range(4)]
    assert [(step.before, step.after) for step in told] == list(pairwise(states))
    assert told[0].touched == {"conv1"}


def test_a_step_knows_where_it_was_made_and_what_was_selected() -> None:
    told: list[Change] = []
    made = Document(LENET, told.append)
    made.edit("Inside", moved(LENET, 1.0), spot=Spot(("block1",), ("conv1",)))
    made.edit("Outside", moved(LENET, 2.0), spot=Spot((), ("block1",)))
    assert [change.spot for change in told] == [None, None]
    made.undo(Spot((), ("conv2",)))
    made.undo(Spot(("other",), ("fc1",)))
    made.redo(Spot(("block1",), ("conv1",)))
    made.redo(Spot(("block1",), ()))
    assert [change.spot for change in told[2:]] == [
        Spot((), ("block1",)),
        Spot(("block1",), ("conv1",)),
        Spot(("block1",), ()),  # of the state that was left elsewhere, nothing is selected
        Spot((), ("conv2",)),
    ]


def test_edits_of_one_gesture_are_one_step_that_begins_where_the_first_did() -> None:
    made, states, _ = document(0)
    for x in (1.0, 2.0, 3.0):
        made.edit("Move", moved(LENET, x), merge="drag", spot=Spot((), (f"relu{int(x)}",)))
    assert made.past == ("Move",)
    made.undo()
    assert made.project is states[0]


def test_a_fact_that_is_found_out_is_no_step_and_is_true_before_and_after() -> None:
    made, _, told = document(2)
    made.undo()
    made.learn("Look through", exact)
    assert made.past == ("Move 0",)
    assert made.future == ("Move 1",)
    assert told[-1].after.exact_sizes
    for step in (made.undo, made.redo, made.redo):
        step()
        assert made.project.exact_sizes
    count = len(told)
    made.learn("Look through", exact)
    assert len(told) == count


def exact(project: Project) -> Project:
    return structs.replace(project, exact_sizes=True)
