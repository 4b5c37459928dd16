"""What the worker does beside a training: each command has one answer."""

import queue
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backend.datasets import survey as surveys
from backend.datasets.looking import Look
from backend.engine.aside import Beside
from backend.protocol import Cancel, Declined, Event, Fetch, Looking, Preview, Survey, Surveyed
from graph.augmentation import PLAIN
from graph.sources import Mnist, Npz, PictureFolder
from tests.backend.datasets.makers import folder


@pytest.fixture
def events() -> "queue.SimpleQueue[Event]":
    return queue.SimpleQueue()


def answer(events: "queue.SimpleQueue[Event]") -> Event:
    while isinstance(event := events.get(timeout=30), Looking):
        pass
    return event


def test_a_survey_is_answered_by_its_report(tmp_path: Path, events) -> None:
    beside = Beside(events.put)
    beside.take(Survey(PictureFolder(folder=str(folder(tmp_path / "s", {"a": 5, "b": 5}))), True))
    report = answer(events)
    assert isinstance(report, Surveyed)
    assert report.source.height == 32


def test_a_refusal_is_a_declined_with_its_sentence(events) -> None:
    beside = Beside(events.put)
    beside.take(Survey(PictureFolder(folder="/gone")))
    beside.take(Fetch(Mnist()))
    first, second = answer(events), answer(events)
    assert isinstance(first, Declined)
    assert (first.command, str(first.text)) == (
        "survey",
        "There is no folder /gone. Choose another one.",
    )
    assert isinstance(second, Declined)
    assert (second.command, str(second.text)) == ("fetch", "MNIST need not be fetched.")


def held(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """A survey that has begun, and goes on when it may."""
    begun, may = threading.Event(), threading.Event()
    survey = surveys.survey

    def slow(source: object, look: Look, **options: bool) -> Surveyed:
        begun.set()
        assert may.wait(30)
        look(1, 2, "files")
        return survey(source, look, **options)

    monkeypatch.setattr(surveys, "survey", slow)
    return begun, may


def test_cancel_ends_what_is_under_way_and_what_waits(
    monkeypatch: pytest.MonkeyPatch, events
) -> None:
    begun, may = held(monkeypatch)
    beside = Beside(events.put)
    beside.take(Survey(Mnist()))
    assert begun.wait(30)
    beside.take(Fetch(Mnist()))
    beside.take(Cancel())
    beside.take(Survey(Mnist(examples=3)))
    may.set()
    answers = [answer(events) for _ in range(3)]
    assert [event for event in answers if isinstance(event, Declined)] == [
        Declined("fetch", ""),
        Declined("survey", ""),
    ]
    assert isinstance(answers[2], Surveyed)
    beside.take(Cancel())  # nothing is under way


def test_of_previews_that_wait_the_last_one_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, events
) -> None:
    file = tmp_path / "s.npz"
    np.savez(file, x=np.zeros((20, 4, 4), np.uint8), y=np.arange(20) % 2)
    begun, may = held(monkeypatch)
    beside = Beside(events.put)
    beside.take(Survey(Mnist()))
    assert begun.wait(30)
    for number in (1, 2, 3):
        beside.take(Preview(Npz(file=str(file)), PLAIN, (number,)))
    may.set()
    answers = [answer(events) for _ in range(4)]
    assert answers[:2] == [Declined("preview", "")] * 2
    assert answers[3].pictures == (3,)


def test_an_error_of_its_own_is_told_and_the_next_command_is_done(
    monkeypatch: pytest.MonkeyPatch, events, capsys: pytest.CaptureFixture[str]
) -> None:
    survey: Callable[..., Surveyed] = surveys.survey

    def broken(*given: object, **options: object) -> Surveyed:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(surveys, "survey", broken)
    beside = Beside(events.put)
    beside.take(Survey(Mnist()))
    assert "met an error of its own: oh" in str(answer(events).text)
    monkeypatch.setattr(surveys, "survey", survey)
    beside.take(Survey(Mnist()))
    assert isinstance(answer(events), Surveyed)
    assert "ZeroDivisionError" in capsys.readouterr().err
