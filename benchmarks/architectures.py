"""What Convas computes of every architecture, beside what others counted and what the papers say.

    .venv/bin/python benchmarks/architectures.py [--write]

Prints the table of docs/architectures.md, or writes it there. Ends with 1 where a number of
parameters or multiply-adds is not that of the reference (tests/graph/architectures.json), or a
depth not the published one.
"""

import sys
from pathlib import Path
from typing import Any

from msgspec import Struct

sys.path.insert(0, str(Path(__file__).parents[1]))

from graph.costs import Costs, costs
from graph.infer import Inference, infer
from graph.layers.convolution import Conv2d
from graph.layers.dense import Linear
from graph.layers.endpoints import Output
from graph.network import Network
from graph.project import Project
from graph.templates import TEMPLATES, Template, template
from tests.graph.reference import OURS, STORED, Settings, ours, with_settings

DOCS = Path(__file__).parents[1] / "docs" / "architectures.md"


class Claim(Struct, frozen=True):
    """What a paper says of a network: its layers with weights, and rounded numbers."""

    depth: int
    parameters: str = ""
    macs: str = ""


CLAIMS = {
    "lenet5_1998": Claim(5, "60,000"),
    "alexnet": Claim(8, "60 M"),
    "alexnet_paper": Claim(8, "60 M"),
    "alexnet_torchvision": Claim(8),
    "zfnet": Claim(8),
    "vgg11": Claim(11, "133 M"),
    "vgg13": Claim(13, "133 M"),
    "vgg16": Claim(16, "138 M"),
    "vgg19": Claim(19, "144 M", "19.6 G"),
    "googlenet": Claim(22, macs="1.5 G"),
    "resnet18": Claim(18, macs="1.8 G"),
    "resnet34": Claim(34, macs="3.6 G"),
    "resnet50": Claim(50, macs="3.8 G"),
    "resnet101": Claim(101, macs="7.6 G"),
    "resnet152": Claim(152, macs="11.3 G"),
    "resnet20_cifar": Claim(20, "0.27 M"),
    "plain18": Claim(18, macs="1.8 G"),
    "plain34": Claim(34, macs="3.6 G"),
}
"""Table 2 of VGG's paper, table 1 and 6 of ResNet's, the texts of the others."""

NOTES = """\
* Multiply-adds count convolutions and fully connected layers, one picture, no biases. Depth is the
  number of such layers on the longest way through; as in the papers, a projection on a shortcut is
  beside that way.
* `resnet50`, `resnet101` and `resnet152` halve the picture in the 3×3 convolution, as torchvision
  does. With `--set papers_stride=true` they do it in the 1×1 convolution before it, as the paper
  does: {strides} G multiply-adds, which are the paper's 3.8, 7.6 and 11.3 G.
* `auxiliary` are GoogLeNet's two heads. The reference counts the multiply-adds of the main branch
  alone. The course says “about 4 million” parameters, which is no count of this network.
* LeNet-5 of 1998 has 60,000 trainable numbers: its C3 joins only some of the maps (900 fewer), its
  means have a factor and an offset a map (44 more), its last layer is fixed (850 fewer).
* ZFNet's 14.8 % is the paper's six networks together; the winner of ILSVRC 2013 was Clarifai.
* The reference is torchvision {version} where it has the network, otherwise the same structure
  written by hand in PyTorch and counted there. `tests/graph/test_templates.py` compares every
  layer, and where torchvision is installed the outputs with its weights.
"""


def depth(network: Network, known: Inference) -> int:
    """Layers with weights on the longest way from an input to the main output."""
    ways: dict[str, int] = {}
    for name in network.order:
        before = max((ways[wire.source] for wire in network.incoming[name]), default=0)
        layer = network.nodes[name].layer
        inside = known.interiors.get(name)
        own = depth(inside.network, inside.inference) if inside else isinstance(layer, WEIGHTED)
        ways[name] = before + own
    ends = network.of_type(Output)
    return ways[max(ends, key=lambda name: ends[name].weight)]


WEIGHTED = (Conv2d, Linear)


def counted(project: Project) -> tuple[int, Costs]:
    """Depth and costs of a project's network."""
    known = infer(project.network)
    return depth(project.network, known), costs(project.network, known)


def mistakes(name: str) -> list[str]:
    """Where a network of the reference is counted otherwise here."""
    _, known = counted(ours(name))
    stored = STORED[name]
    found: list[str] = []
    if known.parameters != stored["parameters"]:
        found.append(f"{name}: {known.parameters:,} parameters, not {stored['parameters']:,}")
    macs = known.macs - sum(
        cost.macs for node, cost in known.nodes.items() if node.startswith("aux")
    )  # the reference's multiply-adds are those of the main branch
    if macs != stored["macs"]:
        found.append(f"{name}: {macs:,} multiply-adds, not {stored['macs']:,}")
    return found


def rows(each: Template) -> list[str]:
    """A template's lines of the table: as it is, and with each setting that the reference has."""
    known: dict[Settings, dict[str, Any] | None] = {(): None}
    for key, stored in STORED.items():
        name, settings = OURS.get(key, (key, ()))
        if name == each.name:
            known[settings] = stored
    return [row(each, settings, stored) for settings, stored in known.items()]


def row(each: Template, settings: Settings, stored: dict[str, Any] | None) -> str:
    """One line of the table."""
    deep, known = counted(with_settings(each.name, settings))
    claim = CLAIMS.get(each.name, Claim(deep)) if not settings else Claim(deep)
    cells = [
        f"`{each.name}`" + "".join(f" {name}={value}".lower() for name, value in settings),
        str(each.year or ""),
        str(deep),
        f"{known.parameters:,}",
        f"{stored['parameters']:,}" if stored else "",
        claim.parameters,
        f"{known.macs:,}",
        f"{stored['macs']:,}" if stored else "",
        claim.macs,
        each.error if not settings else "",
    ]
    return f"| {' | '.join(cells)} |"


HEAD = """\
| template | year | depth | parameters | reference | paper | multiply-adds | reference | paper | \
error |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---|"""


def page() -> str:
    """The whole page."""
    papers = [
        counted(with_settings(f"resnet{deep}", (("papers_stride", True),)))[1].macs
        for deep in (50, 101, 152)
    ]
    notes = NOTES.format(
        strides=", ".join(f"{macs / 1e9:.2f}" for macs in papers),
        version=STORED["alexnet"]["source"].split()[-1],
    )
    table = "\n".join([HEAD, *(line for each in TEMPLATES for line in rows(each))])
    made = "Made by `python benchmarks/architectures.py --write`."
    return f"# Architectures\n\n{made}\n\n{table}\n\n{notes}"


def main() -> int:
    """Prints or writes the page; 1 where it is wrong."""
    found = [text for name in STORED for text in mistakes(name)]
    for name, claim in CLAIMS.items():
        deep, _ = counted(template(name).project())
        if deep != claim.depth:
            found.append(f"{name}: {deep} layers deep, not {claim.depth}")
    if "--write" in sys.argv:
        DOCS.write_text(page())
    else:
        print(page(), end="")
    for text in found:
        print(text, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
