"""Words on cards: cut to their room, and formulas in their direction on every line."""

from gui.canvas.drawing.letters import letters, wrapped


def test_what_is_too_long_is_cut(qapp) -> None:
    assert letters("conv1", 12, 200).text.text() == "conv1"
    cut = letters("a_very_long_name_of_a_block", 12, 60, middle=True)
    assert "…" in cut.text.text()
    assert cut.width <= 60


def test_as_many_lines_as_fit_and_the_last_says_that_there_is_more(qapp) -> None:
    lines = wrapped("one two three four five six seven eight nine ten", 10, 60, 30)
    assert 1 <= len(lines) <= 2
    assert lines[-1].text.text().endswith("…")


def test_a_formula_that_is_wrapped_keeps_its_direction(qapp) -> None:
    text = "\u200fعدد \u2068(29 - 2 + 2) / 2 + 1 = 15.5 + 100 + 200\u2069 است"
    lines = [line.text.text() for line in wrapped(text, 10, 70, 200)]
    assert len(lines) > 2
    assert lines[1].startswith("\u200f\u2068")
    assert not lines[-1].startswith("\u200f\u2068\u2068")
