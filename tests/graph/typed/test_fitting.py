"""What can stand behind a node or in front of one, with the shapes that would result."""

from hypothesis import given
from hypothesis import strategies as st

from graph.edits import add, connect
from graph.infer import infer
from graph.layers.activation import ReLU, Softmax
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat
from graph.layers.normalisation import BatchNorm1d, BatchNorm2d, Dropout
from graph.layers.pooling import MaxPool2d
from graph.network import LAYERS, Network
from graph.shapes import Image, Vector
from graph.templates import template
from graph.templates.base import chain
from graph.typed.fitting import Place, following, preceding
from graph.typed.suggestions import suggestions

LENET = template("lenet5").project().network


def behind(network: Network, source: str, text: str = "", **other):
    place = Place(network, infer(network), **other)
    return following(place, source, suggestions(text, limit=99))


def kinds(fits):
    return [type(fit.suggestion.layer) for fit in fits]


def test_each_layer_says_what_would_come_out_of_it() -> None:
    assert behind(LENET, "pool1", "conv 16 5")[0].shape == Image(16, 10, 10)
    assert behind(LENET, "flatten", "fc 120")[0].shape == Vector(120)
    fit = behind(LENET, "flatten", "conv 3")[0]
    assert fit.shape is None
    assert str(fit.problem).startswith("Conv 2-D needs a feature map")
    assert str(behind(LENET, "relu1", "output")[0].problem).startswith(
        "The output needs one number"
    )
    assert behind(LENET, "relu1", "output", inside=True)[0].shape == Image(6, 28, 28)


def test_what_fits_goes_before_what_does_not_among_equal_names() -> None:
    assert kinds(behind(LENET, "relu1", "bn"))[:2] == [BatchNorm2d, BatchNorm1d]
    assert kinds(behind(LENET, "fc1", "bn"))[:2] == [BatchNorm1d, BatchNorm2d]


def test_without_a_word_the_usual_comes_first_and_the_impossible_last() -> None:
    plain = chain([Input(3, 32, 32), Conv2d(8), MaxPool2d(), Flatten(), Linear(9), Softmax()])
    assert kinds(behind(plain, "conv1"))[:3] == [MaxPool2d, ReLU, BatchNorm2d]  # as it is drawn
    assert kinds(behind(plain, "pool1"))[0] is Flatten
    assert kinds(behind(plain, "softmax1"))[0] is Output
    assert kinds(behind(LENET, "conv1"))[0] is ReLU
    assert Linear not in kinds(behind(LENET, "relu1"))[:5]  # advised against, on a feature map
    found = behind(LENET, "fc2")
    assert {ReLU, Dropout, Output} <= set(kinds(found)[:5])
    assert not found[-1].possible
    assert kinds(found)[-1] is Input


def test_a_join_offers_what_it_can_be_joined_with() -> None:
    grown = connect(add(LENET, "side", ReLU()), "conv1", "side")
    first = behind(grown, "side", "add")[0]
    assert (first.partners, first.shape) == (("conv1",), Image(6, 28, 28))
    assert all("pool1" not in fit.partners for fit in behind(grown, "relu1", "cat"))  # a loop
    named = behind(LENET, "relu1", "cat input conv1")[0]
    assert named.partners == ("input", "conv1")
    assert named.shape == Image(13, 28, 28)
    assert named.refusal is None
    odd = behind(LENET, "relu1", "add conv1 nobody")[0]
    assert "“nobody” is not understood" in str(odd.refusal)


def test_in_front_of_a_node_stands_what_it_usually_follows() -> None:
    network = add(add(Network(), "relu1", ReLU()), "add1", Add())
    place = Place(network, infer(network))
    found = preceding(place, "relu1", suggestions("", limit=99))
    assert kinds(found)[0] in (Conv2d, BatchNorm2d)
    assert kinds(found)[-1] is Output
    assert not found[-1].possible
    shaped = preceding(place, "relu1", suggestions("input 3 32"))[0]
    assert shaped.shape == Image(3, 32, 32)


@given(st.sampled_from(["lenet5", "inception-mnist", "residual-mnist"]), st.data())
def test_a_shape_that_is_promised_is_the_one_that_results(name: str, data) -> None:
    network = template(name).project().network
    source = data.draw(st.sampled_from([n for n in network.nodes if n != "output"]))
    place = Place(network, infer(network))
    for fit in following(place, source, suggestions("", limit=99))[:20]:
        made = add(network, "new", fit.suggestion.layer)
        if fit.suggestion.layer.inputs != 0:
            for port, each in enumerate((source, *fit.partners)):
                made = connect(made, each, "new", port)
        known = infer(made)
        if fit.shape is not None:
            assert known.outputs["new"] == fit.shape
        elif fit.suggestion.layer.inputs is not None and type(fit.suggestion.layer) is not Output:
            assert "new" not in known.outputs


def test_everything_is_offered_once_at_least() -> None:
    assert set(kinds(behind(LENET, "relu1"))) == set(LAYERS)
    assert Concat in kinds(behind(LENET, "relu1"))
