"""The worker's small pictures as what the cards show."""

from PySide6.QtGui import QImage

from backend.protocol import Card, Cards
from graph.layers.endpoints import Output
from graph.network import Network
from gui.canvas.drawing.live import Live
from gui.colours import picture


def lives(cards: Cards, network: Network) -> dict[str, Live]:
    """A picture for each node that the cards know; the last ones show the answer."""
    answers = frozenset[str]() if cards.level else _answering(network)
    sign = "✓" if cards.best == cards.label else "✗"  # the colour alone is not seen by all
    verdict = f"{sign} “{cards.classes[cards.best]}” {100 * cards.share:.1f} %"
    found: dict[str, Live] = {}
    for name in network.nodes:
        card = cards.nodes.get(_source(network, name))
        if card is None:
            continue
        if len(card.dims) == 3:
            found[name] = Live(maps=_maps(card))
        elif name in answers:
            bars = tuple(level / 255 for level in card.values)
            found[name] = Live((), bars, cards.best, verdict, cards.best == cards.label)
        else:
            found[name] = Live((), tuple(level / 255 for level in card.values))
    return found


def _maps(card: Card) -> tuple[QImage, ...]:
    count, height, width = card.dims
    size = height * width
    return tuple(
        picture(card.values[number * size : (number + 1) * size], width, height)
        for number in range(count)
    )


def _source(network: Network, name: str) -> str:
    """The node whose result a card shows: an Output passes on what it gets."""
    wires = network.incoming[name]
    return wires[0].source if wires and isinstance(network.nodes[name].layer, Output) else name


def _answering(network: Network) -> frozenset[str]:
    """The main Output and what feeds it: their bars are the classes that the verdict is about."""
    outputs = list(network.of_type(Output))
    if not outputs:
        return frozenset()
    main = outputs[network.main_output]
    return frozenset({main, _source(network, main)})
