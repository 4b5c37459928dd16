"""The run that a training starts from is chosen from a list, by what its user knows of it."""

import pytest
from pytestqt.qtbot import QtBot

from graph.fields import field
from graph.recipe import Recipe
from gui.runs.start_choice import StartChoice
from tests.gui.runs.runs import kept


@pytest.fixture
def choice(qtbot: QtBot) -> StartChoice:
    made = StartChoice(field(Recipe, "start"))
    qtbot.addWidget(made)
    return made


def texts(choice: StartChoice) -> list[str]:
    plain = (choice.itemText(place) for place in range(choice.count()))
    return [text.replace("\u2066", "").replace("\u2069", "") for text in plain]


def test_runs_are_listed_by_name_and_accuracy_and_only_those_with_weights(
    choice: StartChoice, qtbot: QtBot
) -> None:
    run = kept("digits", accuracy=0.9912)
    kept("nothing", weights=False)
    choice.show()
    choice.showPopup()
    first, *rest = texts(choice)
    assert first == "random weights"
    assert "nothing" not in " ".join(rest)
    (row,) = (place for place in range(choice.count()) if choice.itemData(place) == run)
    assert texts(choice)[row].startswith("digits · ")
    assert texts(choice)[row].endswith(" · 99.1 %")
    with qtbot.waitSignal(choice.edited) as said:
        choice.activated.emit(row)
    assert said.args == [run]
    choice.hidePopup()


def test_a_run_that_is_gone_is_shown_and_said_to_be_so(choice: StartChoice) -> None:
    choice.set_value("20200101-000000-abcd")
    assert choice.currentData() == "20200101-000000-abcd"
    assert texts(choice)[-1] == "20200101-000000-abcd: not here"
    choice.set_value("")
    assert choice.currentText() == "random weights"
