"""Classes of blocks in the exported source: their names, their parameters, where they stand."""

import keyword
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.source import source, written
from backend.source.names import camel
from graph import edits
from graph.blocks.conv import ConvBlock, DepthwiseSeparable
from graph.blocks.excite import SqueezeExcite
from graph.blocks.residual import Bottleneck, Residual
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat
from graph.layers.normalisation import Dropout
from graph.network import AnyLayer, Block, Network, Repeat
from graph.templates import template
from graph.templates.base import chain
from tests.backend.test_source import agree


def network_of(*layers: AnyLayer | tuple[str, AnyLayer], channels: int = 4) -> Network:
    rows = [Input(channels, 8, 8), *layers, ("flatten", Flatten()), ("fc", Linear(3)), Output()]
    return chain(rows)


def lines(network: Network, start: str) -> list[str]:
    """The lines that begin so."""
    text = source(network)
    agree(network, text)
    return [line.strip() for line in text.splitlines() if line.strip().startswith(start)]


def heads(network: Network) -> list[str]:
    """The constructors of the blocks."""
    return [line.removeprefix("def __init__(self, ") for line in lines(network, "def __init__")][
        :-1
    ]


def test_what_differs_is_a_parameter_and_what_does_not_is_a_number() -> None:
    network = network_of(ConvBlock(8, 3), ConvBlock(16, 3))
    assert heads(network) == ["in_channels: int, filters: int) -> None:"]
    assert lines(network, "self.conv1") == ["self.conv1 = ConvBlock(4, 8)"]


def test_a_block_that_is_used_once_has_no_parameters() -> None:
    assert heads(network_of(ConvBlock(8, 3))) == ["def __init__(self) -> None:"]


def test_pytorchs_defaults_are_the_parameters_defaults() -> None:
    network = network_of(ConvBlock(8, 3), ConvBlock(16, 3, 2, groups=2))
    (head,) = heads(network)
    assert head == "in_channels: int, filters: int, stride: int = 1, groups: int = 1) -> None:"
    assert lines(network, "self.conv2 = ")[0] == "self.conv2 = ConvBlock(8, 16, stride=2, groups=2)"


def test_fields_that_happen_to_be_equal_stay_two_parameters() -> None:
    network = network_of(ConvBlock(8, 3), ConvBlock(16, 3), ConvBlock(32, 3), channels=8)
    twice = network_of(ConvBlock(8, 3), Residual(16), ConvBlock(16, 3), channels=8)
    assert heads(network) == ["in_channels: int, filters: int) -> None:"]
    assert heads(twice)[0] == "in_channels: int, filters: int) -> None:"


def test_multiples_of_a_field_are_written_as_multiples() -> None:
    network = network_of(Repeat(Bottleneck(4), 2), Repeat(Bottleneck(8), 3, 2))
    assert "self.conv3 = nn.Conv2d(filters, 4 * filters, kernel_size=1, bias=False)" in lines(
        network, "self.conv3"
    )
    assert "filters: int) -> None:" in heads(network)


def test_a_part_of_the_channels_that_arrive_is_written_as_that() -> None:
    network = network_of(SqueezeExcite(), Conv2d(16, 1), SqueezeExcite(), channels=8)
    assert heads(network) == ["in_channels: int) -> None:"]
    assert lines(network, "self.fc1 ")[0] == (
        "self.fc1 = nn.Conv2d(in_channels, in_channels // 4, kernel_size=1)"
    )


def test_padding_follows_the_filters_size() -> None:
    network = network_of(ConvBlock(8, 5), ConvBlock(8, 3))
    assert "padding=(kernel - 1) // 2" in source(network)
    agree(network, source(network))


def test_channels_of_zeros_are_those_that_are_missing() -> None:
    network = network_of(Residual(8, 2, "zeros"), Residual(16, 2, "zeros"))
    assert "nn.ZeroPad3d((0, 0, 0, 0, 0, filters - in_channels))" in source(network)
    agree(network, source(network))


def test_every_setting_of_a_block_may_differ() -> None:
    network = network_of(
        DepthwiseSeparable(8, (3, 5)),
        DepthwiseSeparable(12, 3, 2),
        DepthwiseSeparable(6, 5, norm="group", activation="elu"),
        ConvBlock(8, 3, padding=(0, 1), groups=2, eps=1e-3),
        ConvBlock(12, 3, 1, 2, 2),
    )
    agree(network, source(network))


def test_forms_of_one_kind_are_named_by_what_is_special_inside() -> None:
    network = network_of(Residual(4), Residual(8), ConvBlock(8), ConvBlock(8, norm="none"))
    assert [line.split("(")[0] for line in lines(network, "class ")] == [
        "class Residual",
        "class ResidualProjection",
        "class ConvBlock",
        "class ConvBlockBn",
        "class Net",
    ]


def cell(filters: int = 4, rate: float = 0.5) -> Network:
    return chain([Input(), Conv2d(filters, 1), Dropout(rate), Output()])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("my block", "MyBlock"),
        ("net", "Net2"),
        ("Tensor", "Tensor2"),
        ("None", "BlockNone"),
        ("3 convs", "Block3Convs"),
        ("🙂", "Block"),
        ("a_b-c", "ABC"),
        ("مرحلهٔ اول", "مرحلهٔ_اول"),
        ('"""\\ "', "Block"),
        ("ﬁne", "Fine"),
        ("residual", "Residual"),
    ],
)
def test_a_users_block_is_a_class_of_its_name(name: str, expected: str) -> None:
    network = network_of(Block(name, cell()))
    assert lines(network, "class ")[0] == f"class {expected}(nn.Module):"


@given(st.lists(st.text(min_size=1, max_size=64), min_size=1, max_size=4))
def test_any_name_makes_a_class_and_two_blocks_two_classes(names: list[str]) -> None:
    layers = [Block(name, cell(n + 1)) for n, name in enumerate(names)]
    network = network_of(*layers, Block("Residual", cell()), Residual(4))
    agree(network, source(network))


@given(st.text())
def test_camel_case_is_an_identifier_or_may_follow_one(text: str) -> None:
    name = camel(text)
    assert f"Block{name}".isidentifier()
    assert not keyword.iskeyword(f"Block{name}")


def test_blocks_of_one_name_that_differ_in_numbers_are_one_class() -> None:
    network = network_of(Block("Cell", cell(4, 0.1)), Block("Cell", cell(8, 0.2)), channels=6)
    assert heads(network) == ["in_channels: int, out_channels: int, p: float) -> None:"]
    assert lines(network, "self.block2 = ") == ["self.block2 = Cell(4, 8, p=0.2)"]


def test_a_block_with_two_inputs_says_whose_channels_it_means() -> None:
    inner = chain([("a", Input()), Conv2d(4, 1), Add(), Output()])
    inner = edits.add(inner, "b", Input())
    inner = edits.connect(edits.add(inner, "conv2", Conv2d(4, 1)), "b", "conv2")
    inner = edits.connect(inner, "conv2", "add1", 1)
    network = network_of(("one", Block("Both", inner)), ("two", Block("Both", inner)), channels=6)
    network = edits.connect(network, "input", "one", 1)
    network = edits.connect(network, "input", "two", 1)
    assert heads(network) == ["a_channels: int) -> None:"]
    assert lines(network, "def forward(self, a: Tensor, b: Tensor)")


def test_repeats_are_a_sequential_of_copies() -> None:
    network = network_of(
        ("one", Repeat(Residual(4), 2)),
        ("two", Repeat(Residual(8), 4, 2)),
        ("three", Repeat(Repeat(ReLU(), 2), 3)),
    )
    assert lines(network, "self.one = ") == ["self.one = nn.Sequential(Residual(4), Residual(4))"]
    assert lines(network, "self.two = ") == [
        "self.two = nn.Sequential(ResidualProjection(), *(Residual(8) for _ in range(3)))"
    ]
    assert lines(network, "self.three = ") == [
        "self.three = nn.Sequential(*(nn.Sequential(nn.ReLU(), nn.ReLU()) for _ in range(3)))"
    ]


def seen(network: Network, path: str) -> list[str]:
    """The lines of a node, as the Code panel marks them."""
    made = written(network, infer(network))
    rows = made.text.splitlines()
    return [rows[line - 1].strip() for part in made.lines(path) for line in part]


def test_the_lines_of_a_node_are_where_it_is_made_and_where_it_is_called() -> None:
    network = template("resnet50").project().network
    assert seen(network, "maxpool") == [
        "self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)",
        "x = self.maxpool(x)  # 64 x 56 x 56",
    ]
    assert seen(network, "layer2")[1:3] == [
        "BottleneckProjection(256, 128, stride=2),",
        "*(Bottleneck(128) for _ in range(3)),",
    ]
    assert seen(network, "layer2.3.bn2") == [
        "self.bn2 = nn.BatchNorm2d(filters)",
        "out = self.bn2(out)",
    ]
    assert "class Bottleneck(nn.Module):" in seen(network, "layer2.3")
    assert seen(network, "layer2.0.downsample.1") == [
        "nn.BatchNorm2d(4 * filters),",
        "downsample = self.downsample(x)",
    ]
    assert seen(network, "output") == []
    assert seen(network, "nowhere.at.all") == []


def test_the_lines_of_a_place_in_a_row_are_its_own() -> None:
    network = template("vgg11").project().network
    assert seen(network, "features.0") == [
        "nn.Conv2d(3, 64, kernel_size=3, padding=1),  # 64 x 224 x 224",
        "x = self.features(x)  # 512 x 7 x 7",
    ]


def test_letters_that_look_like_digits_are_no_variables() -> None:
    network = network_of(("l", Conv2d(4, 1)), ("join", Concat()))
    network = edits.connect(edits.add(network, "O", Conv2d(4, 1)), "input", "O")
    text = source(edits.connect(network, "O", "join", 1))
    assert "torch.cat([l_, O_], dim=1)" in text


def test_long_names_are_broken_as_ruff_breaks_them(tmp_path: Path) -> None:
    long, inner = "a" * 60, chain([Input(), Conv2d(4, 3, padding=1), Output()])
    names = [f"{long}1", f"{long}2", f"{'c' * 60}.123456"]
    mirror = Conv2d(4, 3, padding=(1, 1), dilation=(1, 1), padding_mode="reflect")
    network = network_of(
        (names[0], Repeat(Block("B" * 64, inner), 2)),
        (names[1], Repeat(Block("B" * 64, inner), 5)),
        (names[2], mirror),
        ("x" * 50, Add()),
        ("y" * 40, Concat()),
    )
    for port, name in enumerate(names, 1):
        network = edits.connect(network, name, "x" * 50, port)
        network = edits.connect(network, name, "y" * 40, port)
    file = tmp_path / "long.py"
    file.write_text(source(network), encoding="utf-8")
    agree(network, file.read_text(encoding="utf-8"))
    ruff = Path(sys.executable).with_name("ruff")
    settings = ["--config", str(Path(__file__).parents[2] / "pyproject.toml")]
    for arguments in (["check", "--ignore", "D"], ["format", "--check"]):
        command = [str(ruff), *arguments, *settings, str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
