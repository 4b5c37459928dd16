"""Templates with every block opened."""

from functools import cache

from graph.edits.opening import ungroup
from graph.infer import infer
from graph.network import Network
from graph.templates import template


@cache
def flat(name: str) -> Network:
    """A template with every block ungrouped."""
    network = template(name).project().network
    while blocks := (known := infer(network)).interiors:
        network = ungroup(network, next(iter(blocks)), known)[0]
    return network
