"""Keys and actions: what the table says, what the user changed, what is damaged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings

from gui.actions import Action
from gui.keymap import bindings, owner, proper, refusal
from gui.settings import Settings

TABLE = (
    Action("save", "File", "Save", bool, "Ctrl+S"),
    Action("zoom", "View", "Zoom in", bool, "Ctrl++ Ctrl+="),
    Action("bare", "View", "Bare", bool),
)


def test_without_changes_the_table_says_it() -> None:
    assert bindings(TABLE, {}) == {"save": ("Ctrl+S",), "zoom": ("Ctrl++", "Ctrl+="), "bare": ()}


def test_what_the_user_chose_goes_before_what_the_table_says() -> None:
    bound = bindings(TABLE, {"bare": ("Ctrl+S",)})
    assert bound == {"save": (), "zoom": ("Ctrl++", "Ctrl+="), "bare": ("Ctrl+S",)}
    assert owner("Ctrl+S", TABLE, bound) is TABLE[2]
    assert owner("Ctrl+J", TABLE, bound) is None


@pytest.mark.parametrize(
    "damaged", [("nonsense",), ("Ctrl+K, Ctrl+C",), ("ctrl+q",), ("Left",), ("A",), ("Ctrl+",)]
)
def test_what_is_damaged_falls_back(damaged: tuple[str, ...]) -> None:
    assert not all(map(proper, damaged))
    assert bindings(TABLE, {"save": damaged, "unknown": ("Ctrl+J",)})["save"] == ("Ctrl+S",)


@pytest.mark.parametrize("keys", ["Ctrl+A", "F7", "Shift+F5", "Ctrl++", "Alt+Down", "Ctrl+Shift+0"])
def test_proper_keys_are_taken(keys: str) -> None:
    assert refusal(keys) is None
    assert proper(keys)


def test_damaged_settings_are_no_changes(own_data_folder) -> None:
    settings = Settings()
    settings.shortcuts = {"save": ("Ctrl+J", "F7"), "zoom": ()}
    assert Settings().shortcuts == {"save": ("Ctrl+J", "F7"), "zoom": ()}
    file = QSettings(str(own_data_folder / "settings.ini"), QSettings.Format.IniFormat)
    file.setValue("keys/save", ["a", "list"])
    file.setValue("commands", 7)
    file.sync()
    assert bindings(TABLE, Settings().shortcuts)["save"] == ("Ctrl+S",)
    assert Settings().commands == ("7",)


KEYS = st.sampled_from(["Ctrl+S", "Ctrl++", "Ctrl+=", "F7", "Left", "nonsense", "A"])
CHANGES = st.dictionaries(
    st.sampled_from([entry.name for entry in TABLE]), st.lists(KEYS, max_size=3).map(tuple)
)


@given(CHANGES)
def test_whatever_was_changed_no_keys_are_two_actions(changed: dict[str, tuple[str, ...]]) -> None:
    bound = bindings(TABLE, changed)
    assert bound.keys() == {entry.name for entry in TABLE}
    every = [one for keys in bound.values() for one in dict.fromkeys(keys)]
    assert len(every) == len(set(every))
