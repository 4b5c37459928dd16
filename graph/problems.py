"""What is wrong with a network, where, and why."""

from typing import Literal

from msgspec import Struct

from graph.text import Text

Severity = Literal["error", "warning"]
Code = Literal[
    "shape",
    "inexact-size",
    "advice",
    "unconnected",
    "extra-wire",
    "loop",
    "no-input",
    "no-output",
    "unused",
    "inside",
    "too-deep",
    "too-large",
]


class Problem(Struct, frozen=True):
    """A sentence about one node, or about the whole network where the node is empty."""

    node: str
    severity: Severity
    code: Code
    text: Text
