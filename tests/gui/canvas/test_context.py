"""What the menu of a place offers."""

import pytest

from gui.actions import words_of
from gui.canvas.context import menu
from gui.canvas.pointer import OnCard
from gui.desk import Desk


@pytest.mark.parametrize(
    ("hit", "offered"),
    [
        (OnCard("conv1"), ["Copy", "Duplicate", "Frame around it", "Change to…", "Delete"]),
        (None, ["Add a block by typing", "Write a note", "Paste", "Arrange"]),
    ],
)
def test_the_menu_offers_what_hands_look_for_there(desk: Desk, hit, offered: list[str]) -> None:
    window = desk.window
    desk.session.select(("conv1",))
    made = menu(hit, desk.session, window.actions_by_name, window.theme, window)
    assert set(offered) <= {words_of(action) for action in made.actions()}
