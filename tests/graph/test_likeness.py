"""What layers of different kinds have in common, and what differs from the defaults."""

import pytest

from graph.blocks.conv import ConvBlock
from graph.blocks.residual import Bottleneck, Residual
from graph.fields import fields
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d, ConvTranspose2d
from graph.layers.join import Add
from graph.layers.pooling import AdaptiveAvgPool2d, LPPool2d, MaxPool2d
from graph.layers.reshape import Pad2d, Upsample
from graph.likeness import carried, changed, reset, shared
from graph.network import LAYERS, Block, Network, Repeat


def names(*kinds: type[Layer]) -> list[str]:
    return [field.name for field in shared(kinds)]


@pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.__name__)
def test_a_kind_shares_all_with_itself(kind: type[Layer]) -> None:
    assert shared([kind, kind]) == tuple(field for field in fields(kind) if not field.nested)


def test_kinds_share_the_fields_of_one_name_and_meaning() -> None:
    assert names(Conv2d, ConvBlock) == [
        "filters", "kernel", "stride", "padding", "dilation", "groups",
    ]  # fmt: skip
    assert names(Conv2d, MaxPool2d) == ["stride", "padding", "dilation"]  # not filter and window
    assert names(Pad2d, Conv2d) == []
    assert names(LPPool2d, ConvBlock) == ["stride"]  # a norm is no normalisation
    assert names(Conv2d, Add) == []
    assert names() == []


def test_words_that_only_one_kind_takes_are_left_out() -> None:
    (padding,) = (f for f in shared([Conv2d, ConvBlock]) if f.name == "padding")
    assert padding.choices == ()
    assert {f.name: f.choices for f in shared([Conv2d])}["padding"] == ("same",)


def test_bounds_are_those_that_all_take() -> None:
    low = {f.name: f.low for f in shared([AdaptiveAvgPool2d, Upsample])}
    assert low == {"height": 0, "width": 0}


def test_another_kind_keeps_what_it_knows() -> None:
    assert carried(Residual(128, 2, "zeros"), Bottleneck) == Bottleneck(128, 2, "zeros")
    assert carried(Conv2d(8, 5, padding="same"), ConvBlock) == ConvBlock(8, 5, padding="half")
    assert carried(Conv2d(8, (3, 5), 2), ConvTranspose2d) == ConvTranspose2d(8, (3, 5), 2)


def test_reset_gives_the_defaults_and_leaves_what_is_inside_of_its_kind() -> None:
    assert reset(Conv2d(1, 7, bias=False)) == Conv2d()
    assert reset(Repeat(Bottleneck(8), 5)) == Repeat(Bottleneck())
    mine = Block("Mine", Network())
    assert reset(mine) == mine


def test_what_is_changed_is_told() -> None:
    assert [field.name for field in changed(Conv2d(32, 7, bias=False))] == ["kernel", "bias"]
    assert changed(Repeat(Bottleneck())) == ()
