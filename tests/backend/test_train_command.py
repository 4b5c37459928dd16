"""What `train` shows of a training while it goes on."""

import io

import pytest
from rich.console import Console

from backend import train_command
from backend.protocol import Event, Noticed, Tested


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Tested(10, 1.0, 0.5, 0.9), "after epoch 1: test accuracy 90.00 %, loss 0.5000"),
        (Tested(10, 1.0, 0.5, 0.9, "validation"), "after epoch 1: validation accuracy 90.00 %"),
        (Noticed("fallback", "It said: [enforce fail at alloc]"), "[enforce fail at alloc]"),
    ],
)
def test_an_event_is_a_line(monkeypatch: pytest.MonkeyPatch, event: Event, said: str) -> None:
    out = Console(file=io.StringIO(), width=120)
    monkeypatch.setattr(train_command, "out", out)
    train_command._Screen().show(event)
    assert said in out.file.getvalue()  # type: ignore[attr-defined]
