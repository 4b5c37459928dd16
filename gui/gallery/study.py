"""What a template comes to with given settings: its project, shapes, costs and depth."""

from collections.abc import Iterator
from itertools import chain

from msgspec import Struct

from graph.costs import Cost, Costs, costs
from graph.infer import Inference, infer
from graph.layers.endpoints import Input, Output
from graph.network import Network
from graph.project import Project
from graph.shapes import Shape
from graph.templates import Template

UNDATED = 9_999  # what has no year stands behind what has one


class Study(Struct, frozen=True):
    """A template's project, and what is known of it."""

    project: Project
    inference: Inference
    costs: Costs
    depth: int
    """Convolutions and fully connected layers on the longest way to an Output."""

    @property
    def entry(self) -> Shape | None:
        """The shape of what the network receives."""
        found = self.project.network.of_type(Input)
        return self.inference.outputs.get(next(iter(found), ""))

    @property
    def results(self) -> Shape | None:
        """The shape of what the main Output gives."""
        network = self.project.network
        found = list(network.of_type(Output))
        return self.inference.outputs.get(found[network.main_output]) if found else None


def studied(template: Template, settings: Struct) -> Iterator[Study | None]:
    """Ends with the Study; each None before it is a good moment to let the window live.

    Raises the Refusal of a template that cannot be built so.
    """
    project: Project = template.build(settings)
    yield None
    inference = infer(project.network, project.exact_sizes)
    yield None
    known = costs(project.network, inference)
    yield None
    yield Study(project, inference, known, depth(project.network, inference, known.nodes))


def depth(network: Network, inference: Inference, known: dict[str, Cost]) -> int:
    """Convolutions and fully connected layers on the longest way through what is known.

    It is the number in a network's name: ResNet-50, VGG-16.
    """
    ways: dict[str, int] = {}
    for name in network.order:
        before = [ways.get(wire.source, 0) for wire in network.incoming[name]]
        ways[name] = max(before, default=0) + _own(name, inference, known)
    return max(ways.values(), default=0)


def _own(name: str, inference: Inference, known: dict[str, Cost]) -> int:
    cost, interior = known.get(name), inference.interiors.get(name)
    if cost is None:
        return 0
    if interior is None:
        return int(cost.macs > 0)
    return depth(interior.network, interior.inference, cost.inside)


def shelves(templates: tuple[Template, ...]) -> dict[str, tuple[Template, ...]]:
    """The templates by their family, in the order of their years; what has none comes last."""
    families: dict[str, list[Template]] = {}
    for template in templates:
        families.setdefault(template.family, []).append(template)
    dated = {name: tuple(sorted(family, key=_year)) for name, family in families.items()}
    return dict(sorted(dated.items(), key=lambda shelf: _year(shelf[1][0])))


def matching(templates: tuple[Template, ...], wanted: str, *also: dict[str, str]) -> set[str]:
    """The names of the templates that all words of `wanted` occur in.

    `also` are further texts by a template's name: its title in another language.
    """
    words = wanted.casefold().split()
    found: set[str] = set()
    for template in templates:
        own = (template.name, template.title, template.family, template.paper, template.year)
        said = " ".join(map(str, chain(own, (texts[template.name] for texts in also))))
        if all(word in said.casefold() for word in words):
            found.add(template.name)
    return found


def _year(template: Template) -> int:
    return template.year or UNDATED
