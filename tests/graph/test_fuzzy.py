"""Typed letters and the names that they find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.fuzzy import ranked, score

NAMES = ["Save", "Save as…", "Select all", "Fit selection", "Arrange", "Group", "Ungroup", "Open…"]


def found(typed: str) -> list[str]:
    return ranked(typed, NAMES, lambda name: (name,))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("save", "Save"),
        ("SAVE AS", "Save as…"),
        ("sa", "Save"),
        ("group", "Group"),
        ("ungr", "Ungroup"),
        ("sel all", "Select all"),
        ("all sel", "Select all"),
        ("fs", "Fit selection"),
        ("arng", "Arrange"),
        ("lection", "Fit selection"),
    ],
)
def test_what_is_meant_comes_first(typed: str, first: str) -> None:
    assert found(typed)[0] == first


@pytest.mark.parametrize("typed", ["xyz", "save xyz", "zz"])
def test_what_does_not_fit_is_left_out(typed: str) -> None:
    assert found(typed) == []


@pytest.mark.parametrize("typed", ["", "  ", "…", "+-"])
def test_nothing_typed_leaves_all_in_their_order(typed: str) -> None:
    assert found(typed) == NAMES


def test_accents_joiners_and_arabic_keyboards_make_no_difference() -> None:
    assert score("resume", "Résumé") == score("resume", "resume")
    assert score("نمی شود", "نمی\u200cشود") is not None
    assert score("كليد", "کلید") == score("کلید", "کلید")


def test_any_of_the_names_of_an_item_finds_it() -> None:
    items = [("Undo", "برگرداندن"), ("Redo", "انجام دوباره")]
    assert ranked("دوباره", items, lambda item: item) == items[1:]
    assert ranked("undo", items, lambda item: item) == items[:1]


@given(st.text(max_size=20), st.text(max_size=40))
def test_any_text_has_a_score_or_none(typed: str, name: str) -> None:
    value = score(typed, name)
    assert value is None or 0 <= value <= 103


@given(st.text(min_size=1, max_size=30))
def test_a_name_finds_itself(name: str) -> None:
    assert score(name, name) is not None
