"""What only looks different is the same to a search."""

import pytest

from graph.letters import plain


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        pytest.param("۳x۳", "3x3", id="Persian digits"),
        pytest.param("٦٤", "64", id="Arabic digits"),
        pytest.param("كانولوشن", "کانولوشن", id="the kaf of an Arabic keyboard"),
        pytest.param("لايه", "لایه", id="and its yeh"),
        pytest.param("لایهٔ", "لایه", id="a hamza above"),
        pytest.param("می\u200cشود", "میشود", id="a joiner"),
        pytest.param("\u20663×3\u2069", "3×3", id="marks of direction"),
        pytest.param("Résidual", "Residual", id="an accent"),
    ],
)
def test_letters_that_only_look_different_are_one(typed: str, same: str) -> None:
    assert plain(typed) == plain(same) == same
