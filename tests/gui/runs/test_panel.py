"""The Runs tab: what it lists, compares, and does with the runs that are chosen."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from backend.protocol import Train
from backend.store import Store
from graph.project import decode, write
from gui.desk import Desk
from gui.language import RESOURCES
from gui.runs.overlay import Overlay
from gui.runs.rows import COLUMNS, HELP, STATES
from gui.runs.table import RunsTable
from gui.trainer import State
from tests.gui.panels.builders import Ear
from tests.gui.runs.runs import LENET, kept, with_recipe


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lenet.convas"
    write(LENET, path)
    return path


class Tab:
    """The tab as a user has it: opened, with its table and buttons."""

    def __init__(self, desk: Desk, qtbot: QtBot, file: Path | None = None) -> None:
        self.desk, self._qtbot, self.window = desk, qtbot, desk.window
        if file is not None:
            assert desk.session.open(file)
        desk.trainer._worker = self.ear = Ear()
        desk.trainer.state = State.READY
        self.window.actions_by_name["runs"].trigger()
        self.table = self.window.findChild(RunsTable)
        self.panel = self.window.runs.panel

    def rows(self) -> list[str]:
        model = self.table.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    def until(self, true) -> None:
        self._qtbot.waitUntil(true, timeout=5_000)

    def choose(self, *runs: str) -> None:
        self.until(lambda: all(self.table.runs.row(run) >= 0 for run in runs))
        self.table.choose(runs)

    def press(self, name: str) -> None:
        button = self.window.findChild(QPushButton, f"runs:{name}")
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def enabled(self) -> set[str]:
        names = ("show", "resume", "further", "stop", "start")
        found = {name: self.window.findChild(QPushButton, f"runs:{name}") for name in names}
        return {name for name, button in found.items() if button.isEnabled()}

    @property
    def legend(self) -> str:
        return self.window.findChild(QLabel, "runs:legend").text().replace("\u00a0", " ")

    @property
    def message(self) -> str:
        return self.window.messages.findChild(QLabel, "message:text").text()


def test_it_lists_the_projects_runs_and_those_of_all_projects(desk, qtbot, file) -> None:
    kept("mine", file)
    kept("other", "/elsewhere/other.convas")
    tab = Tab(desk, qtbot, file)
    tab.until(lambda: tab.rows() == ["mine"])
    tab.press("everything")
    tab.until(lambda: sorted(tab.rows()) == ["mine", "other"])
    tab.press("project")
    tab.until(lambda: tab.rows() == ["mine"])


def test_a_project_without_runs_says_so(desk, qtbot, file) -> None:
    tab = Tab(desk, qtbot, file)
    shown = [label.text() for label in tab.panel.findChildren(QLabel) if label.isVisible()]
    assert any("Nothing was trained yet" in text for text in shown)


def test_a_click_on_a_title_sorts_and_what_is_chosen_stays_chosen(desk, qtbot, file) -> None:
    runs = [kept(f"r{n}", file, accuracy=accuracy) for n, accuracy in enumerate((0.5, 0.9, 0.7))]
    tab = Tab(desk, qtbot, file)
    tab.choose(runs[0], runs[2])
    tab.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert tab.rows() == ["r1", "r2", "r0"]
    assert {record.id for record in tab.table.records()} == {runs[0], runs[2]}
    kept("r3", file, accuracy=0.95)
    tab.panel.refresh()
    tab.until(lambda: tab.rows() == ["r3", "r1", "r2", "r0"])
    assert {record.id for record in tab.table.records()} == {runs[0], runs[2]}


def test_chosen_runs_are_drawn_over_one_another_and_only_what_differs_is_told(
    desk, qtbot, file
) -> None:
    one = kept("one", file, accuracy=0.9)
    two = kept("two", file, accuracy=0.8, project=with_recipe(learning_rate=0.5))
    tab = Tab(desk, qtbot, file)
    tab.choose(one, two)
    overlay = tab.window.findChild(Overlay)
    tab.until(lambda: "two" in overlay.accessibleDescription())
    assert "90 %" in overlay.accessibleDescription()
    tab.until(lambda: "Learning rate" in tab.legend)
    assert "0.5" in tab.legend
    assert "Batch" not in tab.legend
    tab.press("loss")
    assert "one: 0.1" in overlay.accessibleDescription()
    tab.choose(two)
    tab.until(lambda: "now" in tab.legend)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("finished", {"show", "further", "start"}),
        ("stopped", {"show", "resume", "further", "start"}),
        ("lost", {"show", "resume", "further", "start"}),
        ("training", {"show", "stop"}),
    ],
)
def test_only_what_has_a_meaning_can_be_pressed(desk, qtbot, file, state, expected) -> None:
    run = kept("mine", file, state)
    tab = Tab(desk, qtbot)
    tab.desk.session.path = file
    tab.press("everything")
    tab.choose(run)
    tab.until(lambda: tab.enabled() == expected)


def test_resume_goes_on_from_the_checkpoint_with_the_curves_until_there(desk, qtbot, file) -> None:
    run = kept("mine", file, "stopped")
    tab = Tab(desk, qtbot, file)
    tab.choose(run)
    tab.press("resume")
    tab.until(lambda: tab.desk.trainer.state is State.STARTING)
    sent = tab.ear.heard[-1]
    assert isinstance(sent, Train)
    assert (sent.resume, sent.file) == (run, str(file))
    assert len(tab.desk.trainer.shown.progress) == 2
    assert tab.window.dock.currentWidget().objectName() == "tab:Training"


def test_a_run_without_a_checkpoint_is_not_resumed_and_it_is_said(desk, qtbot, file) -> None:
    run = kept("mine", file, "lost", weights=False)
    tab = Tab(desk, qtbot, file)
    tab.choose(run)
    tab.press("resume")
    tab.until(lambda: "no checkpoint" in tab.message)
    assert tab.desk.trainer.state is State.READY


def test_a_finished_run_is_continued_for_more_epochs(desk, qtbot, file, monkeypatch) -> None:
    run = kept("mine", file)
    monkeypatch.setattr("gui.runs.commands.ask_epochs", lambda _parent, _name: 4)
    tab = Tab(desk, qtbot, file)
    tab.choose(run)
    tab.press("further")
    tab.until(lambda: tab.desk.trainer.state is State.STARTING)
    assert decode(tab.ear.heard[-1].project).recipe.epochs == 7


def test_a_run_that_would_have_too_many_epochs_is_not_continued(
    desk, qtbot, file, monkeypatch
) -> None:
    run = kept("mine", file)
    tab = Tab(desk, qtbot, file)
    tab.choose(run)
    monkeypatch.setattr("gui.runs.commands.ask_epochs", lambda parent, name: 100_000)
    tab.press("further")
    tab.until(lambda: "100003" in tab.message.replace(",", ""))
    assert not [sent for sent in tab.ear.heard if isinstance(sent, Train)]
    assert desk.trainer.state is State.READY


def test_the_next_training_starts_from_a_runs_weights_and_undo_takes_it_back(
    desk, qtbot, file
) -> None:
    run, bare = kept("mine", file), kept("bare", file, weights=False)
    tab = Tab(desk, qtbot, file)
    tab.choose(run)
    tab.press("start")
    assert desk.session.project.recipe.start == run
    desk.session.undo()
    assert desk.session.project.recipe.start == ""
    tab.choose(bare)
    tab.press("start")
    assert "has kept no weights" in tab.message


def test_a_run_is_renamed_in_its_row_and_deleted_after_a_question(
    desk, qtbot, file, monkeypatch
) -> None:
    run = kept("mine", file)
    tab = Tab(desk, qtbot, file)
    tab.choose(run)
    model = tab.table.model()
    assert model.setData(model.index(0, 0), "best so far")
    tab.until(lambda: tab.rows() == ["best so far"])
    monkeypatch.setattr("gui.dialogs.ask", lambda *_: "Cancel")
    qtbot.keyClick(tab.table, Qt.Key.Key_Delete)
    assert Store().run(run).name == "best so far"
    monkeypatch.setattr("gui.dialogs.ask", lambda *_: "Delete")
    qtbot.keyClick(tab.table, Qt.Key.Key_Delete)
    tab.until(lambda: tab.rows() == [])


def test_a_runs_project_opens_in_a_window_of_its_own(desk, qtbot, file) -> None:
    project = with_recipe(learning_rate=0.25)
    run = kept("as it was", file, project=project)
    tab = Tab(desk, qtbot, file)
    tab.choose(run)
    (record,) = tab.table.records()
    tab.window.runs.book.open_project(record)
    assert len(desk.windows) == 2
    assert desk.session.project == project
    assert desk.session.path is None
    assert desk.session.name == "as it was"


def test_a_run_that_trains_elsewhere_is_asked_to_stop(desk, qtbot, file) -> None:
    run = kept("mine", file, "training")
    tab = Tab(desk, qtbot)
    tab.press("everything")
    tab.choose(run)
    tab.until(lambda: "stop" in tab.enabled())
    tab.press("stop")
    assert Store().asked(run)
    assert "asked to stop" in tab.message


def test_the_menu_resumes_the_last_run_that_was_interrupted(desk, qtbot, file) -> None:
    kept("older", file, "stopped")
    run = kept("newer", file, "stopped")
    kept("done", file)
    tab = Tab(desk, qtbot, file)
    tab.window.actions_by_name["resume"].trigger()
    tab.until(lambda: tab.desk.trainer.state is State.STARTING)
    assert tab.ear.heard[-1].resume in (run, Store().runs(str(file))[0].id)


def test_all_that_the_tab_says_has_its_persian(desk, qtbot, file) -> None:
    known = json.loads((RESOURCES / "translations" / "fa.json").read_text())
    commands = Tab(desk, qtbot, file).panel.commands
    said = [column.title for column in COLUMNS] + [column.help for column in COLUMNS]
    said += [*STATES.values(), *HELP.values()]
    said += [each for command in commands for each in (command.text, command.help)]
    assert [text for text in said if text and text not in known] == []


def test_a_line_above_the_curves_says_from_which_weights_the_next_training_starts(
    desk, qtbot, file
) -> None:
    run = kept("pretrained", file)
    tab = Tab(desk, qtbot, file)
    note = desk.window.runs.note
    assert note.isHidden()
    tab.choose(run)
    tab.press("start")
    tab.until(lambda: "of run pretrained" in note.findChild(QLabel).text())
    assert not note.isHidden()
    note.findChild(QPushButton).click()
    assert desk.session.project.recipe.start == ""
    assert note.isHidden()
    desk.session.undo()
    assert not note.isHidden()
    Store().delete(run)
    desk.window.runs.book.changed.emit()
    tab.until(lambda: "There is no run" in note.findChild(QLabel).text())
