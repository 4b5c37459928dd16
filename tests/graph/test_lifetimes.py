"""When memory is taken and given up, on drawings that are small enough to count by hand."""

from graph.lifetimes import Step, alive, backward, homes, kept

# a picture of 10 bytes, a result of 4 that a view and a sum use, and the sum
STEPS = [
    Step("picture", (), 10, 0),
    Step("conv", ("picture",), 4, 4, keeps=(True,)),
    Step("relu", ("conv",), 4, 4, keeps=(False,), result=True),
    Step("flat", ("relu",), 4, 0, keeps=(False,), view=0),
    Step("fc", ("flat",), 2, 5, keeps=(True,)),
    Step("end", ("fc",), 2, 0, view=0),
]
HOME = homes(STEPS)


def test_a_view_has_its_home_where_its_source_has() -> None:
    assert HOME["flat"] == "relu"
    assert HOME["end"] == HOME["fc"] == "fc"


def test_what_several_need_is_kept_once() -> None:
    assert kept(STEPS, HOME) == {"picture", "relu"}


def test_a_result_is_given_up_after_its_last_use_and_the_picture_never() -> None:
    # conv's result goes when relu is done; relu's lives on in its view; fc takes 3 more
    assert alive(STEPS, HOME, ["picture"], ["end"]) == [10, 14, 18, 14, 19, 12]


def test_the_backward_pass_holds_what_is_kept_and_the_gradients_on_their_way() -> None:
    # at fc: relu's result and its gradient; at relu: both and the gradient of conv's result
    assert backward(STEPS, HOME, {"picture", "relu"}, ["picture"], whole=True) == 4 + 4 + 4
    # as a block's inside, the gradient of what entered is made last: 4 and 10
    assert backward(STEPS, HOME, {"picture", "relu"}, ["picture"], whole=False) == 4 + 10


def test_gradients_of_one_value_are_added_up() -> None:
    steps = [
        Step("given", (), 8, 0),
        Step("a", ("given",), 8, 8),
        Step("b", ("given",), 8, 8),
        Step("sum", ("a", "b"), 8, 8),
    ]
    # at b: the gradients of a and b, and the new one; at a: those of a and of what was given, twice
    assert backward(steps, homes(steps), set(), ["given"], whole=False) == 24
