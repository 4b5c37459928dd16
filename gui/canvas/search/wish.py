"""Where the block that is typed next shall go, what fits there, and the edit that puts it there."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF

from graph.edits.adding import Made, append, lead_on, lead_to, put_in
from graph.edits.plugging import End
from graph.layers.endpoints import Output
from graph.network import Network, Wire
from graph.sketch import Place as Corner
from graph.typed.fitting import Fit, Place, alone, following, preceding
from graph.typed.suggestions import Suggestion
from gui.session import Session


class Wish(NamedTuple):
    """To a wire that is in hand, or into one; else behind what is selected, else at the point."""

    point: QPointF | None = None
    source: str | None = None
    target: End | None = None
    wire: Wire | None = None

    def holds(self, network: Network) -> bool:
        """Whether all that it names is still there."""
        named = {self.source, self.target[0] if self.target else None} - {None}
        return named <= network.nodes.keys() and self.wire in (None, *network.wires)

    def fits(self, session: Session, found: Sequence[Suggestion]) -> tuple[Fit, ...]:
        """What was typed, with what would come of it there."""
        project, inside = session.project, bool(session.level)
        place = Place(session.network, session.inference, project.exact_sizes, inside)
        if self.target is not None:
            return preceding(place, self.target[0], found)
        source = self.wire.source if self.wire else self.source or selected(session)
        return following(place, source, found) if source else alone(found)

    def made(self, session: Session, fit: Fit, corner: Corner) -> Made:
        """The network with the block in its place; raises EditError."""
        network, layer = session.network, fit.suggestion.layer
        if self.target is not None:
            return lead_to(network, *self.target, layer, corner)
        if self.wire is not None:
            return put_in(network, self.wire, layer, corner, fit.partners)
        if self.source:
            return lead_on(network, self.source, layer, corner, fit.partners)
        return append(network, selected(session) or None, layer, corner, fit.partners)


def selected(session: Session) -> str:
    """The one block that is selected, if something can stand behind it."""
    if len(session.selection) != 1:
        return ""
    name = session.selection[0]
    return "" if isinstance(session.network.nodes[name].layer, Output) else name
