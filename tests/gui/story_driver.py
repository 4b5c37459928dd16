"""The real program, with an ear on stdin: says where things are on the screen, and touches nothing.

Run by test_story.py on a display of its own; mouse and keys come from outside. Each line is a
question, each answer a line of JSON: `widget NAME`, `card NAME`, `port NAME NUMBER` (-1 is the
output), `canvas X Y`, `facts`.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QSocketNotifier
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.start import Desk
from gui.trainer import State


def answer(desk: Desk, question: list[str]) -> object:
    window = desk.window
    canvas = window.canvas
    match question:
        case ["widget", name]:
            found = [w for w in QApplication.allWidgets() if w.objectName() == name]
            shown = [w for w in found if w.isVisible() and not w.visibleRegion().isEmpty()]
            return place(shown[-1], shown[-1].rect().center()) if shown else None
        case ["card", name]:
            card = canvas.scene().cards[name]
            return on_canvas(canvas, card.pos() + QPointF(60, 12))
        case ["port", name, number]:
            card = canvas.scene().cards[name]
            port = int(number)
            return on_canvas(canvas, card.output_place() if port < 0 else card.input_place(port))
        case ["canvas", x, y]:
            return place(canvas.viewport(), QPoint(int(x), int(y)))
        case ["facts"]:
            return facts(desk)
    raise ValueError(question)


def place(widget: QWidget, point: QPoint) -> list[int]:
    spot = widget.mapToGlobal(point)
    return [spot.x(), spot.y()]


def on_canvas(canvas: QWidget, point: QPointF) -> list[int]:
    return place(canvas.viewport(), canvas.mapFromScene(point))


def facts(desk: Desk) -> dict[str, object]:
    window, session, trainer = desk.window, desk.session, desk.trainer
    return {
        "nodes": list(session.network.nodes),
        "wires": [[w.source, w.target, w.port] for w in session.network.wires],
        "selection": list(session.selection),
        "level": list(session.level),
        "problems": [[p.node, p.severity, str(p.text)] for p in session.inference.problems],
        "card_reasons": {n: c.face.reason for n, c in window.canvas.scene().cards.items()},
        "shapes": {n: str(s) for n, s in session.inference.outputs.items()},
        "parameters": session.whole.costs.parameters,
        "past": list(session.document.past),
        "modified": session.document.modified,
        "path": str(session.path),
        "ready": trainer.state is not State.COLD,
        "busy": trainer.busy,
        "accuracy": trainer.shown.tests[-1].accuracy if trainer.shown.tests else None,
        "finished": trainer.shown.finished is not None,
        "labels": [w.text() for w in window.findChildren(QLabel) if w.isVisible()],
        "active": QApplication.activeWindow() is not None,
        "dialog": QApplication.activeModalWidget() is not None,
        "torch": "torch" in sys.modules,
    }


def main() -> int:
    app = QApplication(sys.argv[:1])
    desk = Desk(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    window = desk.window
    window.move(0, 0)
    window.activateWindow()  # there is no window manager that would

    def hear() -> None:
        line = sys.stdin.readline()
        if line:
            sys.stdout.write(json.dumps(answer(desk, line.split())) + "\n")
            sys.stdout.flush()
        else:
            ear.setEnabled(False)

    ear = QSocketNotifier(0, QSocketNotifier.Type.Read)
    ear.activated.connect(hear)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
