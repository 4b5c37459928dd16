"""Every fix that is offered mends its problem and breaks nothing else."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from graph import edits, levels
from graph.arrange import arrange
from graph.blocks.conv import ConvBlock
from graph.blocks.excite import SqueezeExcite
from graph.blocks.residual import Bottleneck, Residual
from graph.costs import costs
from graph.document import Document
from graph.edits import EditError
from graph.edits.opening import ungroup
from graph.fixes.search import MOST, fixes, fixes_inside
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d, ConvTranspose2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat, Multiply
from graph.layers.normalisation import BatchNorm1d, GroupNorm
from graph.layers.pooling import MaxPool2d
from graph.layers.reshape import Pad2d, PixelShuffle, PixelUnshuffle, Reshape, Upsample
from graph.network import AnyLayer, Block, Network, Repeat, Wire
from graph.problems import Problem
from graph.project import Project, decode, encode
from graph.templates import TEMPLATES
from graph.templates.base import chain
from tests.graph.strategies import drawings, networks

NAMED = {template.name: template.build(template.settings).network for template in TEMPLATES}
LENET = NAMED["lenet5"]
ALEXNET_224 = edits.set_layer(NAMED["alexnet"], "input", Input(3, 224, 224))
TAIL: list[AnyLayer] = [Flatten(), Linear(10), Output()]


def problem_at(network: Network, node: str, code: str = "", *, exact: bool = False) -> Problem:
    """The node's problem of that kind, or its first that is more than unused."""
    problems = infer(network, exact).by_node[node]
    return next(p for p in problems if p.code == code or (not code and p.code != "unused"))


def offered(network: Network, node: str, code: str = "", *, exact: bool = False) -> list[str]:
    """The fixes of a node's problem."""
    project = Project(network, exact_sizes=exact)
    return [str(fix.text) for fix in fixes(project, problem_at(network, node, code, exact=exact))]


def follows(network: Network, node: str, code: str = "") -> dict[str, str]:
    """What follows from each fix of a node's problem."""
    found = fixes(Project(network), problem_at(network, node, code))
    return {str(fix.text): str(fix.outcome or "") for fix in found}


def beside(main: list[AnyLayer], join: AnyLayer) -> Network:
    """Layers, a way around the last of them, and where both meet."""
    network = edits.add(chain([*main, Output()]), "join", join)
    before, last = list(network.nodes)[-4:-2]
    network = edits.remove(network, ["output"])
    network = edits.connect(edits.connect(network, last, "join"), before, "join", 1)
    for name, layer in zip(("flatten", "fc", "output"), TAIL, strict=True):
        network = edits.add(network, name, layer)
    wires = [Wire("join", "flatten"), Wire("flatten", "fc"), Wire("fc", "output")]
    return network.replace(wires=(*network.wires, *wires))


def test_the_courses_misfit_is_mended_by_padding_stride_or_size() -> None:
    network = chain([Input(1, 5, 5), Conv2d(1, 3, 3, 1)])
    problem = problem_at(network, "conv1")
    assert problem.severity == "warning"
    assert str(problem.text) == (
        "2.333 is not a whole number: (5 − 3 + 2·1) / 3 + 1 = 2.333. It is rounded down to 2; "
        "only a part of the padding is left out."
    )
    found = offered(network, "conv1", exact=True)
    assert {"Padding 2 → 1×3×3", "Stride 2 → 1×3×3", "Filter size 4 → 1×2×2"} <= set(found)


def test_alexnet_with_224_pixels_is_told_what_is_lost_and_led_to_227() -> None:
    problem = problem_at(ALEXNET_224, "conv1")
    assert str(problem.text) == (
        "54.25 is not a whole number: (224 − 11 + 2·0) / 4 + 1 = 54.25. It is rounded down to 54; "
        "the last row and column are never read."
    )
    found = follows(ALEXNET_224, "conv1")
    assert next(iter(found)) == "input: 3×227×227 → 96×55×55"
    assert found["input: 3×227×227 → 96×55×55"] == (
        "3 other problems vanish; fc6 then has 9,216 inputs instead of 6,400; the output stays 1000"
    )
    assert found["Pad to 227×227 → 96×55×55"].startswith("3 other problems vanish")
    assert found["Filter size 12 → 96×54×54"] == "nothing after it changes"
    assert found["Crop to 223×223 → 96×54×54"] == "nothing after it changes"
    # (224 − 11 + 2P) is odd: no padding on both sides makes it a multiple of 4, so none is offered
    assert not any(text.startswith("Padding") for text in found)


def test_a_misfit_behind_another_is_mended_where_it_begins() -> None:
    assert offered(ALEXNET_224, "pool2")[0] == "input: 3×227×227 → 256×13×13"
    network = chain([Input(1, 28, 28), Conv2d(8, 4), ReLU(), MaxPool2d(2, 2), *TAIL])
    assert any(text.startswith("conv1: Filter size") for text in offered(network, "pool1"))


def test_the_input_stays_where_it_is_the_data_sets() -> None:
    """MNIST has 28×28: with another size the network could not be trained."""
    network = chain([Input(1, 28, 28), Conv2d(8, 5, 2), *TAIL])
    assert not any(text.startswith("input") for text in offered(network, "conv1"))


def test_exact_sizes_only_makes_errors_of_warnings_and_all_else_keeps_its_numbers() -> None:
    known = infer(ALEXNET_224)
    strict = infer(ALEXNET_224, exact_sizes=True)
    assert known.ok
    assert not strict.ok
    assert [p.node for p in strict.problems] == ["conv1"]
    assert [p.severity for p in strict.problems] == ["error"]
    assert "conv1" not in strict.outputs
    assert strict.outputs["input"] == known.outputs["input"]


def test_what_does_not_depend_on_an_error_keeps_its_shapes_and_costs() -> None:
    good = beside([Input(3, 8, 8), Conv2d(8, 3, padding=1), Conv2d(8, 3, padding=1)], Concat())
    broken = edits.set_field(good, "conv2", "kernel", 99)
    before, after = infer(good), infer(broken)
    assert [p.node for p in after.problems] == ["conv2"]
    assert after.outputs["conv1"] == before.outputs["conv1"]
    kept, known = costs(broken, after).nodes["conv1"], costs(good, before).nodes["conv1"]
    assert kept.parameters == known.parameters == 8 * (3 * 9 + 1)
    assert (kept.macs, kept.reach) == (known.macs, known.reach)


def test_a_missing_flatten_is_inserted() -> None:
    network = chain([Input(), Conv2d(4, 5), Linear(10), Output()])
    found = offered(network, "fc1")
    assert found == ["Insert Flatten → 10", "Insert Global average and Flatten → 10"]
    bare = chain([Input(), Conv2d(4, 5), Output()])
    assert offered(bare, "output")[0] == "Insert Flatten and Fully connected → 10"
    ten = chain([Input(), Conv2d(10, 5), Output()])
    assert offered(ten, "output")[0] == "Insert Global average and Flatten → 10"


def test_a_flatten_that_comes_too_early_goes() -> None:
    network = chain([Input(1, 8, 8), Flatten(), Conv2d(4, 5), *TAIL])
    assert offered(network, "conv1")[0] == "Remove flatten1 → 4×4×4"


def test_unequal_channels_at_add_are_made_equal() -> None:
    wide = [Input(3, 8, 8), Conv2d(8, 3, padding=1), Conv2d(16, 3, padding=1)]
    assert set(offered(beside(wide, Add()), "join")) == {
        "conv2: 8 filters → 8×8×8",
        "conv1: 16 filters → 16×8×8",
        "1×1 convolution on the wire from conv2 → 8×8×8",
        "1×1 convolution on the wire from conv1 → 16×8×8",
        "Pad channels on the wire from conv1 → 16×8×8",
    }


def test_unequal_sizes_at_a_join_are_made_equal() -> None:
    small = [Input(3, 9, 9), Conv2d(8, 3, padding=1), Conv2d(8, 3)]
    for join in (Add(), Concat()):
        found = offered(beside(small, join), "join")
        assert found[0].startswith("conv2: Padding 1 → ")
        assert any(text.startswith("Crop on the wire from conv1") for text in found)
        assert any(text.startswith("Upsample on the wire from conv2") for text in found)
    found = offered(beside(small, Multiply()), "join")
    assert "Global average on the wire from conv2 → 8×9×9" in found
    halved = [Input(3, 9, 9), Conv2d(8, 3, padding=1), Conv2d(16, 3, 2, 1)]
    network = beside(halved, Add())
    (wire,) = [w for w in network.wires if w.source == "conv1" and w.target == "join"]
    found = fixes(Project(network), problem_at(network, "join"))
    fix = next(f for f in found if str(f.text).startswith("1×1 convolution on the wire from conv1"))
    (new,) = fix.after.nodes.keys() - network.nodes.keys()
    assert fix.after.nodes[new].layer == Conv2d(16, 1, 2)
    assert wire not in fix.after.wires


@pytest.mark.parametrize(
    ("layers", "node", "wanted"),
    [
        ([Conv2d(9, 3, groups=4)], "conv1", "Groups 3 → 9×14×14"),
        ([Conv2d(10, 3), GroupNorm(4)], "norm1", "Groups 5 → 10×14×14"),
        ([Conv2d(10, 3), GroupNorm(4)], "norm1", "conv1: 12 filters → 12×14×14"),
        ([Conv2d(10, 3), ReLU(), PixelShuffle(2)], "shuffle1", "conv1: 12 filters → 3×28×28"),
        ([Conv2d(18, 3), ReLU(), PixelShuffle(2)], "shuffle1", "Factor 3 → 2×42×42"),
        ([PixelUnshuffle(3)], "unshuffle1", "Factor 2 → 12×8×8"),
        ([Conv2d(4, 3, padding=20, padding_mode="reflect")], "conv1", "Padding mode zeros → 4"),
        ([Pad2d(-9, -9, 0, 0)], "pad1", "Pad -7 -7 0 0 → 3×16×2"),
        ([Reshape(3, 9, 9)], "reshape1", "Other sizes → 3×16×16"),
        ([Upsample("nearest", align=True)], "upsample1", "Align corners: off → 3×32×32"),
        ([Upsample(height=5)], "upsample1", "Width 5 → 3×5×5"),
        ([Flatten(3, 2)], "flatten1", "From axis 2 to axis 3 → 3×256"),
        ([ConvTranspose2d(4, 2, 2, output_padding=2)], "deconv1", "Output padding 1 → 4×33×33"),
        ([BatchNorm1d()], "bn1", "Insert Flatten → 768"),
        ([Conv2d(8), Residual(4, 2, "zeros")], "block1", "Shortcut projection → 4×7×7"),
        ([Conv2d(8), Repeat(Residual(4, 1, "zeros"))], "repeat1", "Shortcut projection → 4×14"),
        ([Repeat(ReLU(), 3, 2)], "repeat1", "First stride 1 → 3×16×16"),
        ([Bottleneck(8, groups=3)], "block1", "Groups 2 → 32×16×16"),
        ([Conv2d(8), SqueezeExcite(16)], "se1", "Reduction 8 → 8×14×14"),
        ([ConvBlock(8, 19, padding=0)], "conv1", "Padding 2 → 8×2×2"),
        ([Conv2d(8, 3, 2, "same")], "conv1", "Stride 1 → 8×16×16"),
        ([MaxPool2d(3, 2)], "pool1", "Round up: on → 3×8×8"),
    ],
)
def test_each_kind_of_misfit_has_its_own_fix(
    layers: list[AnyLayer], node: str, wanted: str
) -> None:
    found = offered(chain([Input(3, 16, 16), *layers, *TAIL]), node)
    assert any(text.startswith(wanted) for text in found), found


def test_a_loose_end_is_connected_or_removed() -> None:
    network = edits.disconnect(LENET, [w for w in LENET.wires if w.target == "relu1"])
    assert offered(network, "relu1")[0] == "Connect it to conv1 → 6×28×28"
    assert set(offered(network, "conv1", "unused")) == {
        "Connect it to relu1 → 6×28×28",
        "Remove conv1",
    }


def test_a_loop_is_cut() -> None:
    network = beside([Input(1, 8, 8), ReLU(), ReLU()], Add())
    looped = network.replace(wires=(*network.wires, Wire("flatten", "join", 2)))
    assert offered(looped, "join", "loop") == ["Remove the wire from flatten → 1×8×8"]


def test_a_network_without_ends_gets_them() -> None:
    layers: list[AnyLayer] = [Conv2d(4, 3), ReLU()]
    headless = chain([*layers, *TAIL])
    assert offered(headless, "") == ["Add an Input before conv1"]
    endless = chain([Input(), *layers])
    assert offered(endless, "") == ["Add Flatten, Fully connected and an Output after relu1"]
    (fix,) = fixes(Project(endless), problem_at(endless, ""))
    assert infer(fix.after).problems == ()
    assert offered(Network(), "") == ["Add an Input"]


INSIDE = chain([("input", Input()), Conv2d(8, 9), ReLU(), ("output", Output())])


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(Block("Mine", INSIDE), id="block"),
        pytest.param(Repeat(Block("Mine", INSIDE), 1), id="repeat"),
        pytest.param(
            Block(
                "Outer", chain([("input", Input()), Block("Mine", INSIDE), ("output", Output())])
            ),
            id="nested",
        ),
    ],
)
def test_what_is_wrong_inside_a_block_is_mended_inside(block: AnyLayer) -> None:
    network = chain([Input(3, 6, 6), ("mine", block), *TAIL])
    found = offered(network, "mine")
    assert any(text.endswith("conv1: Padding 2 → 8×2×2") for text in found)
    project = Project(network)
    fix = next(f for f in fixes(project, problem_at(network, "mine")) if "Padding 2" in str(f.text))
    assert type(fix.after.nodes["mine"].layer) is type(block)
    assert infer(fix.after).problems == ()


def test_in_an_open_block_its_problems_have_fixes_of_their_own() -> None:
    network = chain([Input(3, 6, 6), ("mine", Block("Mine", INSIDE)), *TAIL])
    known = infer(network)
    level = levels.inside(levels.top(network, known, costs(network, known)), "mine", False)
    assert level is not None
    (problem,) = level.inference.by_node["conv1"]
    found = fixes_inside(level, problem, exact_sizes=False)
    assert str(found[0].text) == "Padding 2 → 8×2×2"
    assert str(found[0].outcome) == "everything after it fits; the output is 8×2×2"
    assert found[0].after.nodes.keys() == INSIDE.nodes.keys()
    assert fixes_inside(structs.replace(level, read_only=True), problem, False) == ()


def test_a_block_without_an_output_gets_one() -> None:
    block = Block("Mine", chain([("input", Input()), Conv2d(4, 3)]))
    network = chain([Input(3, 6, 6), ("mine", block), *TAIL])
    assert offered(network, "mine")[0] == "Add an Output after conv1 → 4×4×4"


@pytest.mark.parametrize("kernel", [40, 15, 29])
def test_a_filter_that_is_too_large_is_made_smaller(kernel: int) -> None:
    network = edits.set_field(LENET, "conv2", "kernel", kernel)
    assert any("Filter size" in text for text in offered(network, "conv2"))


@st.composite
def broken(draw) -> Network:
    """A network that a user drew, or an architecture with one or two settings spoiled."""
    if draw(st.booleans()):
        return draw(networks())
    network = draw(st.sampled_from([LENET, NAMED["residual-mnist"], NAMED["inception-mnist"]]))
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(list(network.nodes)))
        layer = network.nodes[name].layer
        settings_of = [
            setting
            for setting in ("kernel", "stride", "padding", "filters", "groups", "channels", "size")
            if setting in layer.__struct_fields__
        ]
        if settings_of:
            setting = draw(st.sampled_from(settings_of))
            value = draw(st.integers(1, 13))
            network = edits.set_layer(network, name, structs.replace(layer, **{setting: value}))
    if draw(st.booleans()) and network.wires:
        network = edits.disconnect(network, [draw(st.sampled_from(network.wires))])
    return network


@settings(max_examples=40)
@given(broken(), st.booleans())
def test_every_fix_mends_its_problem_breaks_nothing_and_can_be_undone(
    network: Network, exact: bool
) -> None:
    project = Project(network, exact_sizes=exact)
    before = infer(network, exact)
    errors = {(p.node, p.code) for p in before.problems if p.severity == "error"}
    for problem in before.problems[:4]:
        found = fixes(project, problem, before)
        assert len(found) <= MOST
        assert len({str(fix.text) for fix in found}) == len(found)
        for fix in found:
            after = infer(fix.after, exact)
            left = after.by_node.get(problem.node, ())
            assert problem.code not in [p.code for p in left]
            assert not problem.node or all(p.severity == "warning" for p in left)
            new = {p.node for p in after.problems if p.severity == "error"}
            new -= {node for node, _ in errors}
            assert not new & before.outputs.keys()
            assert new <= network.nodes.keys() | {""}
            document = Document(project, lambda _: None)
            document.edit(str(fix.text), structs.replace(project, network=fix.after))
            assert len(document.past) == 1
            document.undo()
            assert document.project == project


def test_a_fix_never_makes_what_a_file_does_not_hold() -> None:
    layers = [Input(3, 224, 224), Flatten(), Conv2d(8, 3), *TAIL]
    found = fixes(Project(chain(layers)), problem_at(chain(layers), "conv1"))
    assert found
    for fix in found:  # Reshape to 150528×1×1 would have more channels than a layer may have
        project = Project(fix.after)
        assert decode(encode(project)) == project


def test_wires_to_inputs_that_a_layer_has_not_are_removed() -> None:
    network = chain([Input(), *TAIL])
    network = network.replace(wires=(*network.wires, Wire("input", "fc1", 1)))
    assert offered(network, "fc1", "extra-wire") == ["Remove the wire from input → 10"]


@settings(max_examples=60)
@given(drawings(), st.booleans())
def test_whatever_a_file_holds_is_judged_laid_out_and_mended_without_a_crash(drawn, exact) -> None:
    project = decode(encode(Project(drawn, exact_sizes=exact)))
    assert project.network == drawn
    known = infer(drawn, exact)
    level = levels.top(drawn, known, costs(drawn, known))
    assert arrange(drawn).places.keys() == drawn.nodes.keys()
    for problem in known.problems:
        for fix in fixes(project, problem, known):
            codes = {(p.node, p.code) for p in infer(fix.after, exact).problems}
            assert (problem.node, problem.code) not in codes
    for name in drawn.nodes:
        inner = levels.inside(level, name, exact)
        for problem in inner.inference.problems if inner else ():
            fixes_inside(inner, problem, exact)
        with suppress(EditError):
            infer(ungroup(drawn, name, known)[0], exact)
