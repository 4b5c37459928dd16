"""A layout among what stays: pinned blocks, and blocks that were not selected."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from graph import edits
from graph.arrange import arranged
from graph.layers.join import Concat
from graph.network import Network, Node, Wire
from graph.sketch import Place
from graph.templates import template
from tests.graph.layout import quality
from tests.graph.layout.tangles import tangles

LENET = template("lenet5").project().network


def pinned(network: Network, places: dict[str, Place]) -> Network:
    moved = edits.move(network, places)
    return moved.replace(sketch=structs.replace(moved.sketch, pinned=tuple(places)))


def places(network: Network) -> dict[str, Place]:
    return {name: (node.x, node.y) for name, node in network.nodes.items()}


def test_all_goes_where_the_one_pinned_block_is() -> None:
    after = arranged(pinned(LENET, {"conv2": (500.0, 320.0)}))
    for name, (x, y) in places(arranged(LENET)).items():
        assert places(after)[name] == (x + 500.0 - 880.0, y + 320.0)
    assert after.sketch.route(Wire("conv2", "relu2"))


def test_pinned_blocks_stay_and_others_go_around_them() -> None:
    after = arranged(pinned(LENET, {"conv2": (500.0, 320.0), "fc2": (120.0, 700.0)}))
    assert places(after)["conv2"] == (500.0, 320.0)
    assert places(after)["fc2"] == (120.0, 700.0)
    assert not quality.overlapping(after)
    assert not quality.through_cards(after)


def test_a_wire_that_gives_way_to_one_between_pinned_blocks_does_so_at_once() -> None:
    names = [f"n{number}" for number in (2, 1, 0, 3, 4, 5, 6, 7, 8, 14, 10, 11, 12, 13, 9)]
    network = Network({n: Node(Concat()) for n in names}, (Wire("n0", "n1"), Wire("n1", "n14")))
    drawn = arranged(network)
    stay = {name: places(drawn)[name] for name in ("n2", "n3", "n1", "n14")}
    after = arranged(pinned(drawn, stay | {"n1": (stay["n1"][0] - 300.0, stay["n1"][1])}))
    assert arranged(after) == after


def test_nothing_moves_where_all_is_pinned() -> None:
    network = pinned(LENET, places(LENET))
    assert arranged(network) == network


def test_only_the_selected_blocks_move_and_they_stay_where_they_were() -> None:
    chosen = ["flatten", "fc1", "relu3"]
    mess = edits.move(LENET, {"flatten": (480.0, 900.0), "fc1": (700.0, 1_000.0)})
    mess = edits.move(mess, {"relu3": (900.0, 950.0)})
    after = arranged(mess, chosen)
    moved = {name for name in mess.nodes if places(mess)[name] != places(after)[name]}
    assert moved <= set(chosen)
    assert places(after)["flatten"] == (480.0, 900.0)
    assert places(after)["relu3"] == (920.0, 900.0)


def test_nothing_selected_is_nothing_to_lay_out() -> None:
    assert arranged(LENET, ()) == LENET


@settings(max_examples=80, deadline=None)
@given(st.data(), tangles())
def test_pinned_or_selected_no_card_lies_on_another(data, network: Network) -> None:
    names = list(network.nodes)
    drawn = arranged(network)
    chosen = data.draw(st.lists(st.sampled_from(names), unique=True, max_size=6))
    steps = st.tuples(st.sampled_from([0.0, 70.0, -300.0]), st.sampled_from([0.0, 90.0, -200.0]))
    where = {name: data.draw(steps) for name in chosen}
    mess = edits.move(
        drawn, {n: (drawn.nodes[n].x + x, drawn.nodes[n].y + y) for n, (x, y) in where.items()}
    )
    if data.draw(st.booleans()):
        after = arranged(mess, chosen)
        assert arranged(after, chosen) == after
        kept = set(names) - set(chosen)
        assert all(places(mess)[name] == places(after)[name] for name in kept)
    else:
        mess = mess.replace(sketch=structs.replace(mess.sketch, pinned=tuple(chosen)))
        after = arranged(mess)
        assert arranged(after) == after
        assert all(places(mess)[name] == places(after)[name] for name in chosen)
    fixed = set(quality.overlapping(mess))
    assert set(quality.overlapping(after)) <= fixed
    if not fixed:  # two blocks that were put too near for a wire are the user's own
        through = {wire for wire, _ in quality.through_cards(after)}
        assert all({wire.source, wire.target} <= set(chosen) for wire in through)
