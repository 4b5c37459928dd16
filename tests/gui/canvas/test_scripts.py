"""Whatever hands do on the canvas: it shows the document, and undo leads back.

`CONVAS_SCRIPTS=2000 pytest tests/gui/canvas/test_scripts.py` runs so many scripts, and shrinks one
that fails; without it a few of them run.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph import edits
from graph.network import Block, Network
from graph.project import Project, encode
from graph.templates import template
from gui.session import Session
from tests.gui.canvas.scripts import Hand, steps

LONG = "CONVAS_SCRIPTS" in os.environ
SCRIPTS = int(os.environ.get("CONVAS_SCRIPTS", "50"))
LONGEST = 30
FIRST = [
    Project(Network()),
    template("lenet5").project(),
    template("residual-mnist").project(),
    template("inception-mnist").project(),
]


@pytest.mark.timeout(0 if LONG else 300)
@settings(
    max_examples=SCRIPTS,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if LONG else [])],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=st.sampled_from(FIRST), script=st.lists(steps(), max_size=LONGEST))
def test_canvas_and_document_stay_one_and_undo_leads_back(qtbot, desk, first, script) -> None:
    session = desk.window.session
    session.start(first)
    hand = Hand(desk.window)
    with qtbot.captureExceptions() as caught:  # in slots, which Qt calls
        for step in script:
            hand.take(step)
            assert not caught
            hand.check()
        hand.rest()
        hand.check()
        to_the_end(session)
        begun, ended = encode(first), encode(session.project)
        while session.document.past:
            session.undo()
        assert encode(session.project) == begun
        hand.check()
        to_the_end(session)
        assert encode(session.project) == ended
        hand.check()
        assert not caught


def to_the_end(session: Session) -> None:
    while session.document.future:
        session.redo()


def test_an_input_says_what_comes_in_also_where_nothing_comes(desk) -> None:
    """Found by a script: it looked like the equal input outside."""
    session = desk.window.session
    session.start(template("lenet5").project())
    session.edit("Add", edits.add(session.network, "block1", Block()))
    session.enter("block1")
    assert desk.window.canvas.scene().cards["input"].face.summary == ""
