"""Random drawings for the layout."""

from hypothesis import strategies as st

from graph.layers.join import Concat
from graph.network import Network, Node, Wire
from graph.sketch import Sketch


@st.composite
def tangles(draw) -> Network:
    """Any wires forwards, some cards large."""
    names = [f"n{number}" for number in range(draw(st.integers(1, 24)))]
    wires: list[Wire] = []
    for number, name in enumerate(names):
        before = st.lists(st.sampled_from(names[:number]), max_size=4) if number else st.just([])
        wires += [Wire(source, name, port) for port, source in enumerate(draw(before))]
    sizes = st.tuples(st.sampled_from([144.0, 300.0, 520.0]), st.sampled_from([96.0, 200.0, 410.0]))
    large = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
    sketch = Sketch(
        draw(st.sampled_from(["right", "down"])), unfolded={name: draw(sizes) for name in large}
    )
    order = draw(st.permutations(names))
    return Network({name: Node(Concat()) for name in order}, tuple(wires), sketch)
