"""Pins, frames and notes: values like all else, which stay with their nodes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import edits
from graph.edits import EditError, marking
from graph.network import Network
from graph.project import Project, decode, encode
from graph.templates import template
from tests.graph.strategies import networks

LENET = template("lenet5").project().network
FOUR = ("conv1", "relu1", "pool1", "conv2")


def place(network: Network, name: str, x: float = 0, y: float = 0) -> tuple[float, float]:
    node = network.nodes[name]
    return node.x + x, node.y + y


def test_nodes_are_pinned_once_and_unpinned() -> None:
    network = marking.pinned(LENET, ["conv1", "fc1", "conv1"], True)
    assert network.sketch.pinned == ("conv1", "fc1")
    assert marking.pinned(network, ["conv1"], True) is network
    assert marking.pinned(network, ["conv1"], False).sketch.pinned == ("fc1",)
    assert marking.pinned(network, ["conv1", "fc1"], False) == LENET


def test_a_frame_is_put_around_nodes_titled_tinted_and_taken_off() -> None:
    network, name = marking.framed(LENET, ["relu1", "conv1"], "First", "blue")
    assert network.sketch.frames[name].nodes == ("conv1", "relu1")
    network = marking.tinted(marking.retitled(network, name, "Stage 1"), name, "green")
    assert network.sketch.frames[name].title == "Stage 1"
    assert network.sketch.frames[name].tint == "green"
    assert marking.unframed(network, [name]).sketch == LENET.sketch


def test_a_frame_around_nothing_and_a_title_without_end_are_refused() -> None:
    with pytest.raises(EditError, match="Nothing is selected"):
        marking.framed(LENET, [])
    with pytest.raises(EditError, match="10000 is the most"):
        marking.framed(LENET, FOUR, "x" * 10_001)


def test_a_node_dropped_in_a_frame_joins_it_and_one_dragged_out_leaves() -> None:
    network, name = marking.framed(LENET, FOUR)
    x, y = place(network, "relu1", 20, 30)
    joined = marking.reframed(network, {"fc3": (x, y)})
    assert joined.sketch.frames[name].nodes == (*FOUR, "fc3")
    assert marking.joining(network, {"fc3": (x, y)}).keys() == {name}
    left = marking.reframed(joined, {"fc3": (x, y + 900)})
    assert left.sketch.frames == network.sketch.frames
    assert (left.nodes["fc3"].x, left.nodes["fc3"].y) == (x, y + 900)


def test_a_node_at_the_end_of_a_frame_may_be_moved_a_little_without_leaving_it() -> None:
    network, name = marking.framed(LENET, FOUR)
    moved = marking.reframed(network, {"conv2": place(network, "conv2", 60, 40)})
    assert moved.sketch.frames[name].nodes == FOUR


def test_a_frame_that_is_moved_as_a_whole_keeps_what_it_has() -> None:
    network, name = marking.framed(LENET, FOUR)
    far = {node: place(network, node, 0, 2_000) for node in FOUR}
    moved = marking.reframed(network, far)
    assert moved.sketch.frames == network.sketch.frames
    assert moved.nodes["conv1"].y == network.nodes["conv1"].y + 2_000
    assert marking.area(moved, FOUR)[0] == marking.area(network, FOUR)[0]
    assert name in moved.sketch.frames


def test_frames_stand_in_one_another() -> None:
    network, outer = marking.framed(LENET, FOUR)
    network, inner = marking.framed(network, ["conv1", "relu1"])
    x, y = place(network, "conv1", 30, 10)
    joined = marking.reframed(network, {"fc1": (x, y)})
    assert "fc1" in joined.sketch.frames[outer].nodes
    assert "fc1" in joined.sketch.frames[inner].nodes


def test_notes_are_written_moved_widened_reworded_and_removed() -> None:
    network, name = marking.with_note(LENET, "why 5×5?", (10.0, -80.0))
    network, other = marking.with_note(network, "or 3×3", (10.0, -160.0), 120.0, "blue")
    assert (name, other) == ("note1", "note2")
    network = marking.notes_moved(network, {name: (0.0, -90.0)})
    network = marking.note_widened(marking.tinted(network, name, "red"), name, 300.0)
    note = network.sketch.notes[name]
    assert (note.x, note.y, note.width, note.tint) == (0.0, -90.0, 300.0, "red")
    network = marking.reworded(network, name, "because")
    assert network.sketch.notes[name].text == "because"
    assert decode(encode(Project(network))) == Project(network)
    network = marking.reworded(network, other, "  ")
    assert marking.without_notes(network, [name]) == LENET


@given(networks(), st.data())
def test_marks_change_nothing_but_the_drawing(network: Network, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(network.nodes) or ["none"]), unique=True))
    names = [name for name in names if name in network.nodes]
    made = marking.pinned(network, names, True)
    if names:
        made, frame = marking.framed(made, names, "mine")
        far = st.floats(-3_000, 3_000)
        spots = {name: (data.draw(far), data.draw(far)) for name in names[: len(names) // 2]}
        assert made.sketch.frames[frame].nodes
        made = marking.reframed(made, spots)
        assert made.sketch.frames[frame].nodes
        assert decode(encode(Project(made))) == Project(made)
    layers = {name: node.layer for name, node in made.nodes.items()}
    assert layers == {name: node.layer for name, node in network.nodes.items()}
    assert made.wires == network.wires
    gone = edits.remove(made, names)
    assert not set(names) & set(gone.sketch.pinned)
