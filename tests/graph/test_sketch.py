"""The marks of a drawing: they stay with what they belong to, in every edit and in the file."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from graph import edits
from graph.edits import marking, pieces
from graph.edits.grouping import group
from graph.edits.opening import ungroup
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.endpoints import Input, Output
from graph.network import Block, Network, Node, Wire
from graph.project import Project, decode, encode
from graph.sketch import (
    CARD_HEIGHT,
    CARD_WIDTH,
    EMPTY,
    FARTHEST,
    Frame,
    Note,
    Place,
    Route,
    Sketch,
)
from graph.templates.base import chain
from tests.graph.strategies import networks

INTO, OUT = Wire("a", "b"), Wire("b", "c")
WAY = ((10.0, 20.0), (30.0, 40.0))
MARKS = Sketch(
    flow="down",
    pinned=("a", "b"),
    unfolded={"b": (400.0, 300.0)},
    routes=(Route(INTO, WAY), Route(OUT, ((1.0, 2.0),))),
    frames={"frame1": Frame("Both", ("a", "b")), "frame2": Frame("One", ("c",), "red")},
    notes={"note1": Note("Here", 5.0, 6.0)},
)


def row(*names: str) -> Network:
    """Named ReLUs between an Input and an Output, with all the marks that fit."""
    network = chain([Input(4, 8, 8), *((name, ReLU()) for name in names), Output()])
    return network.replace(sketch=MARKS)


def test_an_unfolded_block_has_a_size_of_its_own() -> None:
    assert MARKS.size("b") == (400, 300)
    assert MARKS.size("a") == (CARD_WIDTH, CARD_HEIGHT)


def test_a_wire_without_points_has_no_way() -> None:
    assert MARKS.route(INTO) == WAY
    assert MARKS.route(Wire("a", "b", 1)) == ()


def test_within_keeps_what_belongs_to_what_exists() -> None:
    kept = MARKS.within({"b", "c"}, lambda wire: wire == OUT)
    assert kept == Sketch(
        "down",
        ("b",),
        {"b": (400.0, 300.0)},
        (Route(OUT, ((1.0, 2.0),)),),
        {"frame1": Frame("Both", ("b",)), "frame2": Frame("One", ("c",), "red")},
        MARKS.notes,
    )


def test_within_gives_the_same_sketch_where_all_exists() -> None:
    assert MARKS.within({"a", "b", "c"}, lambda wire: True) is MARKS
    assert EMPTY.within((), lambda wire: False) is EMPTY


def test_a_frame_around_nothing_is_gone_and_a_note_stays() -> None:
    kept = MARKS.within((), lambda wire: False)
    assert kept == Sketch("down", notes=MARKS.notes)


def test_renamed_marks_follow_their_nodes() -> None:
    new = MARKS.renamed({"b": "x"})
    assert new.pinned == ("a", "x")
    assert new.unfolded == {"x": (400.0, 300.0)}
    assert [route.wire for route in new.routes] == [Wire("a", "x"), Wire("x", "c")]
    assert new.frames["frame1"].nodes == ("a", "x")
    assert new.notes == MARKS.notes
    assert new.renamed({"x": "b"}) == MARKS


def test_rerouted_changes_the_ways_of_some_wires() -> None:
    new = MARKS.rerouted({OUT: (), Wire("a", "c", 1): WAY})
    assert {route.wire: route.points for route in new.routes} == {
        INTO: WAY,
        Wire("a", "c", 1): WAY,
    }


def test_transformed_takes_the_way_of_a_wire_to_another_or_away() -> None:
    new = MARKS.transformed({INTO: Wire("a", "b", 3), OUT: None}.__getitem__)
    assert new.routes == (Route(Wire("a", "b", 3), WAY),)


def test_joined_frames_and_notes_get_names_of_their_own() -> None:
    other = Sketch(
        pinned=("x",),
        unfolded={"x": (200.0, 200.0)},
        routes=(Route(Wire("x", "y"), WAY),),
        frames={"frame1": Frame("Other", ("x",))},
        notes={"note1": Note("There")},
    )
    both = MARKS.joined(other)
    assert both.flow == "down"
    assert both.pinned == ("a", "b", "x")
    assert both.size("x") == (200, 200)
    assert both.route(Wire("x", "y")) == WAY
    assert {frame.title for frame in both.frames.values()} == {"Both", "One", "Other"}
    assert {note.text for note in both.notes.values()} == {"Here", "There"}
    assert MARKS.joined(EMPTY) is MARKS


def test_moved_shifts_routes_and_notes_and_stays_on_the_canvas() -> None:
    new = MARKS.moved(100, -10)
    assert new.route(INTO) == ((110, 10), (130, 30))
    assert (new.notes["note1"].x, new.notes["note1"].y) == (105, -4)
    far = MARKS.moved(2 * FARTHEST, 0)
    assert far.notes["note1"].x == FARTHEST
    assert far.route(OUT) == ((FARTHEST, 2.0),)


def test_a_move_takes_the_way_between_two_nodes_that_move_alike() -> None:
    network = row("a", "b", "c")
    nodes = network.nodes
    away: dict[str, Place] = {name: (nodes[name].x + 7, nodes[name].y + 9) for name in ("a", "b")}
    moved = edits.move(network, away).sketch
    assert moved.route(INTO) == ((17, 29), (37, 49))
    assert moved.route(OUT) == MARKS.route(OUT)


def test_a_renamed_node_keeps_its_marks() -> None:
    renamed = edits.rename(row("a", "b", "c"), "b", "x").sketch
    assert renamed == MARKS.renamed({"b": "x"})


def test_a_removed_node_takes_its_marks_with_it() -> None:
    left = edits.remove(row("a", "b", "c"), ["b"]).sketch
    assert left.pinned == ("a",)
    assert not left.unfolded
    assert not left.routes
    assert left.frames["frame1"].nodes == ("a",)


def test_a_removed_wire_takes_its_way_with_it() -> None:
    left = edits.disconnect(row("a", "b", "c"), [INTO]).sketch
    assert left == MARKS.rerouted({INTO: ()})


def test_a_pasted_part_brings_its_marks_under_fresh_names_and_no_notes() -> None:
    network = row("a", "b", "c")
    pasted, names = edits.paste(network, edits.part(network, ["a", "b"]), (50.0, 60.0))
    a, b = names
    assert pasted.sketch.pinned == ("a", "b", a, b)
    assert pasted.sketch.route(Wire(a, b)) == ((60, 80), (80, 100))
    assert pasted.sketch.size(b) == (400, 300)
    assert (a, b) in [frame.nodes for frame in pasted.sketch.frames.values()]
    assert pasted.sketch.notes == MARKS.notes


def test_grouped_nodes_take_their_marks_into_the_block_and_out_again() -> None:
    network = row("a", "b", "c")
    grouped, name = group(network, ["a", "b"], "Pair")
    layer = grouped.nodes[name].layer
    assert isinstance(layer, Block)
    assert layer.network.sketch.pinned == ("a", "b")
    assert layer.network.sketch.route(INTO)
    assert grouped.sketch.frames.keys() == {"frame2"}
    opened, _ = ungroup(grouped, name, infer(grouped))
    assert set(opened.sketch.pinned) == {"a", "b"}
    assert opened.sketch.size("b") == (400, 300)
    assert opened.sketch.route(INTO)
    assert {frame.title for frame in opened.sketch.frames.values()} == {"Both", "One"}
    assert opened.sketch.notes == MARKS.notes


def test_a_sketch_of_what_does_not_exist_is_never_kept() -> None:
    assert Network({"a": Node(ReLU())}, (), MARKS).sketch.pinned == ("a",)


@st.composite
def sketches(draw, network: Network) -> Sketch:
    """Any marks that a network can have."""
    coordinates = st.floats(-FARTHEST, FARTHEST)
    places = st.tuples(coordinates, coordinates)
    some = st.lists(st.sampled_from(list(network.nodes)), unique=True, max_size=4)
    sizes = st.tuples(st.floats(1, 5_000), st.floats(1, 5_000))
    chosen = some if network.nodes else st.just([])
    wires = st.lists(st.sampled_from(network.wires), unique=True) if network.wires else st.just([])
    return Sketch(
        draw(st.sampled_from(["right", "down"])),
        tuple(draw(chosen)),
        {name: draw(sizes) for name in draw(chosen)},
        tuple(
            Route(wire, tuple(draw(st.lists(places, min_size=1, max_size=3))))
            for wire in draw(wires)
        ),
        {
            f"frame{number}": Frame(draw(st.text(max_size=5)), tuple(nodes))
            for number, nodes in enumerate(draw(st.lists(chosen, max_size=2)), 1)
            if nodes
        },
        {"note1": Note(draw(st.text(max_size=5)), *draw(places))} if draw(st.booleans()) else {},
    )


@given(st.data(), networks())
def test_a_file_keeps_all_marks(data, network: Network) -> None:
    drawn = network.replace(sketch=data.draw(sketches(network)))
    read = decode(encode(Project(drawn))).network
    assert read.sketch == drawn.sketch
    assert read == drawn


@given(st.data(), networks())
def test_marks_come_back_when_all_nodes_are_renamed_and_named_back(data, network: Network) -> None:
    sketch = data.draw(sketches(network))
    there = {name: f"new_{name}" for name in network.nodes}
    back = {new: old for old, new in there.items()}
    assert sketch.renamed(there).renamed(back) == sketch


def test_a_drawing_without_marks_writes_none() -> None:
    assert b'"sketch": {},' in encode(Project(chain([Input(4, 8, 8), Output()])))
    marked = chain([Input(4, 8, 8), Output()]).replace(sketch=structs.replace(EMPTY, flow="down"))
    assert b'"flow":"down"' in encode(Project(marked)).replace(b" ", b"")


def test_what_is_put_beyond_the_edge_of_the_canvas_stays_on_it_and_can_be_opened_again() -> None:
    """A file that holds more is refused, so nothing that was made here may hold more."""
    edge = Network({"a": Node(ReLU(), FARTHEST, -FARTHEST)})
    edge = edge.replace(sketch=Sketch(notes={"note1": Note("Here", FARTHEST, 0.0, FARTHEST)}))
    made, names = pieces.put(edge, edge, (FARTHEST, FARTHEST))
    made = marking.note_widened(made, "note1", 3 * FARTHEST)
    made = edits.move(made, {names[0]: (float("inf"), 1e300)})
    assert decode(encode(Project(made))).network == made
    assert Node(ReLU(), 1e300, -1e300) == Node(ReLU(), FARTHEST, -FARTHEST)
