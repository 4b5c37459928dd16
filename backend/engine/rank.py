"""Another process of a training on this machine: `python -m backend.engine.rank`.

`backend.engine.crew` starts it and sends the project on its stdin. When that closes, the process
that started it is gone, and this one goes as well.
"""

import os
import signal
import sys
import threading

from backend.engine import session
from backend.protocol import Event, Train, read_command
from graph.project import decode
from graph.text import Refusal


def main() -> int:
    """The exit status: 0 when the training is done, 1 when it failed, as the first process says."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the first process's to hear
    command = read_command(sys.stdin.buffer)
    if not isinstance(command, Train):
        return 1
    threading.Thread(target=_follow, name="leader", daemon=True).start()
    try:
        session.train(decode(command.project), "", _silent)
    except Refusal:
        return 1
    return 0


def _silent(event: Event) -> None:
    """The first process speaks for all."""


def _follow() -> None:
    os.read(sys.stdin.fileno(), 1)  # not by sys.stdin, whose lock would hinder the exit
    os._exit(1)  # the training's threads would hold an ordinary exit


if __name__ == "__main__":
    sys.exit(main())
