"""What is typed is understood as people say it; what is not understood is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.blocks.conv import ConvBlock
from graph.blocks.inception import Inception
from graph.blocks.residual import Bottleneck, Residual
from graph.fields import fields, with_value
from graph.layers.activation import LeakyReLU, ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input
from graph.layers.join import Add, Concat
from graph.layers.normalisation import BatchNorm2d, Dropout, GroupNorm, LocalResponseNorm
from graph.layers.pooling import AdaptiveAvgPool2d, AvgPool2d, GlobalAvgPool2d, LPPool2d, MaxPool2d
from graph.layers.reshape import Pad2d, Reshape, Upsample
from graph.network import LAYERS, Block, Repeat
from graph.typed.sayings import keys, names, numbers, saying
from graph.typed.suggestions import suggestions
from tests.graph.strategies import layers


def first(text: str, **other):
    return suggestions(text, **other)[0]


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("conv 64 3", Conv2d(64, 3)),
        ("conv 64 3x3 s2 p1", Conv2d(64, 3, 2, 1)),
        ("conv 3x3 64", Conv2d(64, 3)),
        ("3x3 conv 64", Conv2d(64, 3)),
        ("conv 64 3x5", Conv2d(64, (3, 5))),
        ("conv 64 3 x 5", Conv2d(64, (3, 5))),
        ("conv 64 ۳×۳", Conv2d(64, 3)),
        ("conv64 /2", Conv2d(64, stride=2)),
        ("conv3x3", Conv2d(32, 3)),
        ("conv 6 5 p2", Conv2d(6, 5, padding=2)),
        ("conv 16 5 same", Conv2d(16, 5, padding="same")),
        ("conv 64 d2 g4 nobias", Conv2d(64, dilation=2, groups=4, bias=False)),
        ("conv 64 no bias", Conv2d(64, bias=False)),
        ("conv filters 8 stride=2 pad 1", Conv2d(8, stride=2, padding=1)),
        ("conv K8 F5", Conv2d(8, 5)),
        ("conv f8 k5", Conv2d(8, 5)),
        ("nn.Conv2d(3, 64, kernel_size=5, padding=2)", Conv2d(64, 5, padding=2)),
        ("nn.Linear(400, 120)", Linear(120)),
        ("nn.BatchNorm2d(64)", BatchNorm2d()),
        ("pool 2", MaxPool2d(2, 2)),
        ("pool 3", MaxPool2d(3, 3)),
        ("pool 3 s2", MaxPool2d(3, 2)),
        ("pool 3x2", MaxPool2d((3, 2), (3, 2))),
        ("avg 2", AvgPool2d(2, 2)),
        ("l2 pool 3", LPPool2d(2.0, 3, 3)),
        ("gap", GlobalAvgPool2d()),
        ("adaptive 7", AdaptiveAvgPool2d(7, 7)),
        ("adaptive 7x6", AdaptiveAvgPool2d(7, 6)),
        ("fc 120", Linear(120)),
        ("dense 10", Linear(10)),
        ("lin 10", Linear(10)),
        ("drop 0.5", Dropout(0.5)),
        ("dropout 30%", Dropout(0.3)),
        ("leaky 0.1", LeakyReLU(0.1)),
        ("flat", Flatten()),
        ("bn", BatchNorm2d()),
        ("group norm 8", GroupNorm(8)),
        ("lrn n3 k2", LocalResponseNorm(3, k=2.0)),
        ("cat", Concat()),
        ("sum", Add()),
        ("pad 2", Pad2d(2, 2, 2, 2)),
        ("pad 1 0 1 0", Pad2d(1, 0, 1, 0)),
        ("up 2", Upsample(factor=2.0)),
        ("up 2x bilinear", Upsample("bilinear", 2.0)),
        ("up x3", Upsample(factor=3.0)),
        ("up 56x56", Upsample(height=56, width=56)),
        ("reshape 16x5x5", Reshape(16, 5, 5)),
        ("input 1x28x28", Input(1, 28, 28)),
        ("input 3 224", Input(3, 224, 224)),
        ("input 3 32x48", Input(3, 32, 48)),
        ("input 32", Input(1, 32, 32)),
        ("residual 64 s2", Residual(64, 2)),
        ("res 64 zeros", Residual(64, shortcut="zeros")),
        ("bottleneck 128 /2", Bottleneck(128, 2)),
        ("inc 64 96 128 16 32 32", Inception()),
        ("conv block 64 nonorm leaky", ConvBlock(64, norm="none", activation="leaky-relu")),
        ("3x residual 64", Repeat(Residual(64), 3)),
        ("residual 64 x3", Repeat(Residual(64), 3)),
        ("repeat 3 residual 64 s2", Repeat(Residual(64), 3, 2)),
        ("repeat 4", Repeat(times=4)),
        ("rleu", ReLU()),
        ("flaten", Flatten()),
        ("comv 8", Conv2d(8)),
        ("res", Residual()),
        ("inc", Inception()),
        ("glob av", GlobalAvgPool2d()),
    ],
)
def test_a_layer_is_typed_as_people_say_it(text: str, layer) -> None:
    found = first(text)
    assert found.layer == layer
    assert found.refusal is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("drop 5", "Rate cannot be 5.0: it must be a number from 0 to 1."),
        ("conv 0", "Filters cannot be 0: it must be a whole number from 1 to 65536."),
        ("conv 64 xyz", "“xyz” is not understood. Conv 2-D takes: Filters, Filter size, Stride"),
        ("relu q", "“q” is not understood. ReLU has no settings."),
        ("conv 64 s", "“s” needs a value behind it: s 2."),
        ("3x output", "Output cannot be repeated"),
        ("5000x relu", "Times cannot be 5000"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    assert str(first(text).refusal).startswith(sentence)


@pytest.mark.parametrize("kind", LAYERS)
def test_title_and_class_find_a_layer_first_and_its_stem_one_of_those_that_have_it(kind) -> None:
    for name in (kind.title, kind.title.lower(), kind.__name__, kind.__name__.lower()):
        assert type(first(name).layer) is kind, name
    found = [type(each.layer) for each in suggestions(kind.stem)]
    assert kind.stem in (found[0].stem, *names(found[0]))
    assert kind in found


@pytest.mark.parametrize("kind", LAYERS)
def test_a_layer_is_found_by_its_title_in_the_language_of_the_window(kind) -> None:
    def backwards(sentence: str) -> str:
        return "\u200f" + sentence[::-1]

    assert type(first(kind.title[::-1], translate=backwards).layer) is kind


@given(st.text(max_size=60) | st.text("cnv2d 3x/=,()×.%-sp", max_size=60))
def test_any_text_is_answered(text: str) -> None:
    for found in suggestions(text, mine=[Block("a b c")]):
        assert found.refusal is None or str(found.refusal)
        assert found.details is not None


@given(layers(tuple(kind for kind in LAYERS if kind not in (Repeat, Block))))
def test_every_value_can_be_typed_with_the_name_of_its_field(layer) -> None:
    words = [type(layer).__name__]
    for field in fields(type(layer)):
        value = getattr(layer, field.name)
        if isinstance(value, tuple):
            layer = with_value(layer, field.name, value[0] if len(set(value)) == 1 else value)
            value = "x".join(map(str, value))
        words.append(f"{field.name}={value}")
    assert first(" ".join(words)).layer == layer


@pytest.mark.parametrize("kind", LAYERS)
def test_the_table_of_how_people_speak_names_fields_that_exist(kind) -> None:
    how, known = saying(kind), {field.name for field in fields(kind)}
    named = {*(how.order or ()), *how.alone, *how.sides, *how.echo, *how.echo.values()}
    assert named | set(how.shown or ()) | set(keys(kind).values()) <= known
    assert set(how.order or ()) <= set(numbers(kind))
    assert all(names(kind))


def test_nothing_typed_lists_every_layer_with_the_usual_ones_first() -> None:
    found = suggestions("", limit=100)
    assert {type(each.layer) for each in found} == set(LAYERS)
    assert [type(each.layer) for each in found[:3]] == [Conv2d, ReLU, MaxPool2d]


def test_numbers_alone_list_what_can_have_them() -> None:
    found = suggestions("3x3 s2 p1")
    assert found[0].layer == Conv2d(kernel=3, stride=2, padding=1)
    assert MaxPool2d(3, 2, 1) in [each.layer for each in found]
    assert suggestions("qqqq") == ()


def test_blocks_of_ones_own_are_found_by_their_names() -> None:
    mine = Block("Fire module")
    assert first("fire", mine=[mine]).layer == mine
    assert first("fire x3", mine=[mine]).layer == Repeat(mine, 3)
    assert mine in [each.layer for each in suggestions("", mine=[mine], limit=99)]
