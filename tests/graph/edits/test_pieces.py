"""Pieces on the clipboard: out of any text, and into any network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from graph import edits
from graph.arrange import GAP_X
from graph.blocks.residual import Residual
from graph.edits import pieces
from graph.edits.marking import framed, with_note
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.join import Add
from graph.network import Network, Node, Wire
from graph.project import Project
from graph.project import encode as project_text
from graph.sketch import CARD_WIDTH
from graph.templates import template
from tests.graph.builders import forked, overlaps

LENET = template("lenet5").project()


def chain() -> Network:
    network = edits.add(Network(), "conv1", Conv2d(8), (5.0, 5.0))
    network = edits.add(network, "relu1", ReLU(), (5.0 + CARD_WIDTH + GAP_X, 5.0))
    return edits.connect(network, "conv1", "relu1")


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "```json\n{}\n```",
        "Look at this:\n\n```\n{}```\nIsn't it {{nice}}?",
        "> {}",
        '{{"convas": 1}} {}',
    ],
)
def test_a_piece_is_found_in_whatever_text_stands_around_it(around: str) -> None:
    piece = chain()
    assert pieces.found(around.format(pieces.encode(piece))) == piece


def test_a_chat_may_change_quotation_marks_and_spaces() -> None:
    said = pieces.encode(chain()).replace('"', "”").replace("  ", "\u00a0 ")
    assert pieces.found(said) == chain()


def test_the_text_of_a_whole_project_gives_its_network() -> None:
    assert pieces.found(project_text(LENET).decode()) == LENET.network
    fenced = f"```\n{project_text(LENET).decode()}\n```"
    assert pieces.found(fenced) == LENET.network


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "{",
        '{"convas-nodes": 3}',
        '{"convas-nodes": {"nodes": {}}}',
        '{"convas": 99, "nodes": {}}',
        '{"other": {}}',
        '{"convas-nodes":' + "[" * 5_000,
    ],
)
def test_other_texts_hold_no_piece(text: str) -> None:
    assert pieces.found(text) is None


@given(st.text())
def test_no_text_breaks_the_search(text: str) -> None:
    assert pieces.found(text) is None
    assert pieces.found('{"convas-nodes":' + text) is None


def test_a_chain_goes_into_the_only_wire_behind_a_block_and_the_rest_makes_room() -> None:
    network = LENET.network
    made, names = pieces.attached(network, chain(), "conv1")
    assert len(names) == 2
    behind = network.outgoing["conv1"][0]
    assert Wire("conv1", names[0]) in made.wires
    assert Wire(names[1], behind.target, behind.port) in made.wires
    assert behind not in made.wires
    assert overlaps(made) == 0
    assert not infer(made).by_node.get(names[0])
    first, second = (made.nodes[name] for name in names)
    assert (first.y, second.y) == (network.nodes["conv1"].y,) * 2
    assert first.x == network.nodes["conv1"].x + CARD_WIDTH + GAP_X


def test_in_a_drawing_that_runs_down_it_goes_below() -> None:
    network = LENET.network
    turned = edits.move(network, {n: (node.y, node.x) for n, node in network.nodes.items()})
    turned = turned.replace(sketch=structs.replace(network.sketch, flow="down"))
    column = edits.move(chain(), {"relu1": (5.0, 200.0)})
    made, names = pieces.attached(turned, column, "conv1")
    assert overlaps(made) == 0
    assert made.nodes[names[0]].x == turned.nodes["conv1"].x
    assert made.nodes[names[0]].y > turned.nodes["conv1"].y


def test_behind_several_wires_or_none_it_is_one_branch_more() -> None:
    network = forked()
    made, names = pieces.attached(network, chain(), "conv1")  # which leads to two
    assert set(network.wires) < set(made.wires)
    assert made.outgoing[names[1]] == ()
    alone = edits.add(Network(), "relu9", ReLU())
    made, names = pieces.attached(alone, chain(), "relu9")
    assert set(made.wires) == {Wire("relu9", names[0]), Wire(*names)}


def test_a_residual_block_of_parts_is_wired_as_a_chain_is() -> None:
    piece = edits.part(forked(), ["conv1", "relu1", "conv2", "add1"])
    assert pieces.ends(piece) == pieces.Ends("conv1", 0, "add1")
    missing = edits.part(forked(), ["relu1", "conv2", "add1"])
    assert pieces.ends(missing) is None  # two free inputs: relu1's, and one of add1
    assert pieces.ends(edits.add(chain(), "relu2", ReLU())) is None
    assert pieces.ends(edits.add(Network(), "add1", Add())) is None
    assert pieces.ends(edits.add(Network(), "block1", Residual())) is not None
    assert pieces.ends(LENET.network) is None
    assert not pieces.fits(LENET.network, chain(), "output")
    with pytest.raises(edits.EditError, match="output cannot be followed by that"):
        pieces.attached(LENET.network, chain(), "output")


def test_what_is_pasted_twice_hides_nothing() -> None:
    network = Network()
    for _ in range(3):
        network, _ = pieces.put(network, chain(), (100.0, 100.0))
    corners = [(node.x, node.y) for node in network.nodes.values()]
    assert len(set(corners)) == 6
    assert corners[0] == (100.0, 100.0)


def test_copies_with_wires_get_what_their_originals_get() -> None:
    network = forked()
    made, names = pieces.twins(network, ["conv2", "add1"], (0.0, 300.0))
    conv, add = names
    assert set(made.wires) - set(network.wires) == {
        Wire("relu1", conv),
        Wire(conv, add),
        Wire("conv1", add, 1),
    }
    assert set(network.wires) < set(made.wires)
    assert made.nodes[conv].y == network.nodes["conv2"].y + 300.0


def test_rows_below_make_room_for_copies_with_wires() -> None:
    network = template("googlenet").project().network
    for names in (["inception3a"], ["conv1", "maxpool1"], ["inception4a"]):
        made, copies = pieces.twins(network, names, (40.0, 60.0))
        assert overlaps(made) == 0
        ways = {
            (made.nodes[copy].x - network.nodes[name].x, made.nodes[copy].y - network.nodes[name].y)
            for name, copy in zip(names, copies, strict=True)
        }
        assert len(ways) == 1  # they stay as they stood beside each other


def test_ways_of_wires_frames_and_notes_go_with_their_blocks() -> None:
    network, _ = framed(chain(), ["conv1", "relu1"], "Stem")
    network, _ = with_note(network, "wide filters", (40.0, -10.0))
    network, _ = with_note(network, "far away", (4_000.0, 0.0))
    wire = Wire("conv1", "relu1")
    network = network.replace(sketch=network.sketch.rerouted({wire: ((90.0, 80.0),)}))
    piece = pieces.found(pieces.encode(pieces.copied(network, ["conv1", "relu1"])))
    made, names = pieces.put(LENET.network, piece, (2_000.0, 0.0))
    assert [frame.nodes for frame in made.sketch.frames.values()] == [names]
    assert [note.text for note in made.sketch.notes.values()] == ["wide filters"]
    assert made.sketch.route(Wire(*names)) == ((2_085.0, 75.0),)
    twins, _ = pieces.twins(network, ["conv1", "relu1"], (0.0, 300.0))
    assert len(twins.sketch.routes) == 2
    gone = pieces.removed(network, ["conv1", "relu1"])
    assert [note.text for note in gone.sketch.notes.values()] == ["far away"]
    assert Project(gone).network.nodes == {}


def test_a_note_goes_alone_too() -> None:
    network, name = with_note(chain(), "far away", (4_000.0, 0.0))
    piece = pieces.found(pieces.encode(pieces.copied(network, [], [name])))
    assert not piece.nodes
    assert pieces.middle(piece) == (0.0, 0.0)
    made, names = pieces.put(LENET.network, piece, (10.0, 20.0))
    assert names == ()
    assert [(note.text, note.x, note.y) for note in made.sketch.notes.values()] == [
        ("far away", 10.0, 20.0)
    ]
    assert pieces.removed(network, [], [name]) == chain()
    assert not pieces.fits(LENET.network, piece, "conv1")


def named(*names: str) -> Network:
    return Network({name: Node(ReLU()) for name in names})


@pytest.mark.parametrize(
    ("there", "pasted", "given"),
    [
        (["a1"], ["a1", "a2"], ["a2", "a3"]),
        (["features"], ["features.0", "features.1"], ["relu1", "relu2"]),
        (["features.0"], ["features"], ["features1"]),
        (["features.0"], ["features.0", "features.1"], ["features.1", "features.2"]),
        (["a" * 64], ["a" * 64], ["relu1"]),
        (["0"], ["0", "1"], ["relu1", "1"]),
        (["input1"], ["input1", "input"], ["input", "input2"]),
    ],
)
def test_what_is_pasted_gets_names_that_nothing_else_has(there, pasted, given) -> None:
    """Also beside a row of places in an nn.Sequential, and where a name can be no longer."""
    assert pieces.put(named(*there), named(*pasted), (0.0, 0.0))[1] == tuple(given)


def test_thousands_of_blocks_are_pasted_beside_thousands() -> None:
    """It took a minute, and the window waited."""
    many = Network({f"relu{n}": Node(ReLU(), 200.0 * n) for n in range(3_000)})
    made, names = pieces.put(many, many, (0.0, 0.0))
    assert len(made.nodes) == 6_000
    assert (made.nodes[names[0]].x, made.nodes[names[0]].y) == pieces.STEP


@pytest.mark.parametrize("junk", ['{"convas":', '{"convas":"', '{"convas":[[[[', '{"convas": 9'])
def test_a_long_text_of_beginnings_is_read_once_and_what_stands_behind_it_is_found(junk) -> None:
    """A window that looked from each of them to the end waited for minutes."""
    assert pieces.found(junk * 100_000) is None
    assert pieces.found(junk * 100 + " " + pieces.encode(chain())) == chain()
