"""The verdict on one picture, with few classes and with many."""

from msgspec import structs
from pytestqt.qtbot import QtBot

from gui.panels.score_bars import MOST, ScoreBars, probabilities
from gui.theme import DARK
from tests.gui.panels.builders import maps


def test_of_a_thousand_classes_the_best_are_shown_and_the_right_one_always(qtbot: QtBot) -> None:
    scores = tuple(float(place) for place in range(1_000))
    names = tuple(f"a class with a long name, number {place}" for place in range(1_000))
    answer = structs.replace(maps("fc"), scores=scores, classes=names, label=7)
    bars = ScoreBars(DARK)
    qtbot.addWidget(bars)
    bars.resize(240, 200)
    bars.show_scores(answer)
    shown = [index for index, _, _ in bars._shares]
    assert shown == [*range(999, 990, -1), 7]
    assert len(shown) == MOST
    assert not bars.grab().isNull()
    assert abs(sum(probabilities(scores)) - 1) < 1e-9
