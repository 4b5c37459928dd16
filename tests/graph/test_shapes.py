"""The output-size formula against cases that PyTorch 2.13 decided, and the course's own."""

import json
from pathlib import Path

import pytest

from graph.layers.convolution import Conv2d
from graph.layers.pooling import MaxPool2d
from graph.shapes import Image, ShapeError, Vector, Window, misfit
from graph.torch_names import output

CASES = json.loads((Path(__file__).parent / "shape_cases.json").read_text())
"""[layer, arguments, input, output or null for a refusal], as PyTorch 2.13 has them on the CPU.

The first number of each shape is the batch, which the door leaves out. Of the shared list are left
out Fold and Unfold, and two convolutions with negative padding in a mode other than zeros: PyTorch
crops, and the rules say to refuse. An output size of 0, which it lets through, is refused here too.
"""


@pytest.mark.parametrize("name", sorted({case[0] for case in CASES}))
def test_a_layer_gives_the_shape_that_pytorch_gives_or_refuses(name: str) -> None:
    wrong = []
    for _, arguments, (_, *given), expected in (case for case in CASES if case[0] == name):
        try:
            result = list(output(name, arguments, tuple(given)))
        except ShapeError:
            result = None
        if result != (expected and expected[1:]):
            wrong.append((arguments, given, expected, result))
    assert wrong == []


def test_the_door_of_pytorch_s_names_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ShapeError, match="Bilinear has no layer here"):
        output("Bilinear", {}, (3, 8, 8))
    with pytest.raises(ShapeError, match="no setting named colour"):
        output("Conv2d", {"out_channels": 3, "colour": 1}, (3, 8, 8))


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("MaxPool2d", {}, "kernel_size is missing"),
        ("AdaptiveAvgPool2d", {"output_size": None}, "output_size cannot be None"),
        ("AdaptiveAvgPool2d", {"output_size": [1, 2, 3]}, "has 3 numbers where there must be 1"),
        ("ZeroPad2d", {"padding": (1, 2)}, "has 2 numbers where there must be 1 or 4"),
        ("Flatten", {"start_dim": 4}, "There is no axis 4: with the batch's there are 4"),
        ("Flatten", {"end_dim": None}, "There is no axis None"),
        ("ConvTranspose2d", {"out_channels": 2, "padding_mode": "reflect"}, "no padding mode refl"),
        ("Conv2d", {"out_channels": 2, "padding_mode": "mirror"}, "choose one of zeros, reflect"),
        ("Conv2d", {"out_channels": 2, "padding": "SAME"}, "Padding cannot be SAME"),
        ("Upsample", {}, "either size or scale_factor"),
        ("GroupNorm", {"num_groups": 0}, "Groups cannot be 0"),
    ],
)
def test_arguments_that_pytorch_refuses_are_refused_in_words(name, arguments, said: str) -> None:
    with pytest.raises(ShapeError, match=said):
        output(name, arguments, (4, 8, 8))


def test_flatten_from_the_batch_leaves_what_is_behind_its_last_axis() -> None:
    assert output("Flatten", {"start_dim": 0, "end_dim": 2}, (8, 15, 13)) == (13,)
    assert output("Flatten", {"start_dim": -4}, (8, 15, 13)) == ()


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "value", "count"),
    [
        pytest.param(7, 3, 1, 0, "5", 5, id="course, stride 1"),
        pytest.param(7, 3, 2, 0, "3", 3, id="course, stride 2"),
        pytest.param(5, 3, 1, 1, "5", 5, id="course, padding"),
        pytest.param(5, 3, 2, 1, "3", 3, id="course, padding and stride"),
        pytest.param(5, 3, 3, 1, "2.333", 2, id="course, invalid"),
        pytest.param(227, 11, 4, 0, "55", 55, id="AlexNet 227"),
        pytest.param(224, 11, 4, 0, "54.25", 54, id="AlexNet 224"),
        pytest.param(4949, 11, 4, 0, "1235.5", 1235, id="no digit is lost"),
    ],
)
def test_the_formula_of_the_course(size, kernel, stride, padding, value, count) -> None:
    window = Window("height", size, kernel, stride, padding)
    assert (window.value, window.count) == (value, count)
    assert window.formula == f"({size} − {kernel} + 2·{padding}) / {stride} + 1 = {value}"


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        pytest.param((6, 6), "the last row and column are never read", id="both"),
        pytest.param((6, 7), "the last row is never read", id="rows"),
        pytest.param((7, 6), "the last column is never read", id="columns"),
    ],
)
def test_a_misfit_says_what_is_lost(windows: tuple[int, int], said: str) -> None:
    height, width = windows
    text = str(misfit((Window("height", height, 3, 2, 0), Window("width", width, 3, 2, 0))))
    assert "2.5 is not a whole number: (6 − 3 + 2·0) / 2 + 1 = 2.5" in text
    assert said in text


def test_a_misfit_of_both_axes_that_differ_says_both() -> None:
    text = str(misfit((Window("height", 6, 3, 2, 0), Window("width", 8, 3, 4, 0))))
    assert text == (
        "Height: 2.5 is not a whole number: (6 − 3 + 2·0) / 2 + 1 = 2.5. It is rounded down to 2; "
        "the last row is never read. "
        "Width: 2.25 is not a whole number: (8 − 3 + 2·0) / 4 + 1 = 2.25. It is rounded down to 2; "
        "the last column is never read."
    )


def test_a_misfit_that_leaves_out_padding_alone_says_so() -> None:
    windows = (Window("height", 224, 7, 2, 3), Window("width", 224, 7, 2, 3))
    assert "only a part of the padding is left out" in str(misfit(windows))


def test_a_whole_size_is_no_misfit() -> None:
    assert misfit((Window("height", 7, 3, 2, 0), Window("width", 9, 3, 2, 0))) is None


@pytest.mark.parametrize(
    ("layer", "shape", "said"),
    [
        (Conv2d(8, groups=3), Image(4, 8, 8), "4 input channels and 8 filters do not both divide"),
        (Conv2d(8, 9), Image(1, 8, 8), r"The filter does not fit: \(8 − 9 \+ 2·0\) / 1 \+ 1 = 0"),
        (MaxPool2d(2, 2, 2), Image(1, 8, 8), "Padding 2 is more than half of the window's size 2"),
        (Conv2d(), Vector(4), "Conv 2-D needs a feature map .* a vector of 4 features"),
    ],
)
def test_a_refusal_says_why(layer, shape, said: str) -> None:
    with pytest.raises(ShapeError, match=said):
        layer.output(shape)
