"""`python -m backend.engine.worker --attach RUN`: stdin and stdout become the line to a run that
trains on this computer, for a window on another one.
"""

import os
import socket
import sys
import threading
from contextlib import suppress

from backend import address
from backend.protocol import begin, failed, framed, write
from backend.store import Store
from graph.text import Text

PIECE = 2**16


def main(run: str) -> None:
    """Passes bytes both ways until one side ends; a run that has no door is told of."""
    events = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    begin(events)
    found = address.find(Store().run_folder(run))
    try:
        if found is None:
            raise ConnectionRefusedError("it has no door")
        line = socket.create_connection((address.HOST, found.port))
        line.sendall(framed(found.token.encode()))
    except OSError as error:
        text = "Run {run} cannot be shown live: {why}. Its curves are in the list of runs."
        write(events, failed(Text(text, {"run": run, "why": error.strerror or str(error)})))
        return
    threading.Thread(target=_pass_commands, args=(line,), daemon=True).start()
    with suppress(OSError):
        while piece := line.recv(PIECE):
            events.write(piece)
            events.flush()


def _pass_commands(line: socket.socket) -> None:
    with suppress(OSError):
        while piece := os.read(sys.stdin.fileno(), PIECE):
            line.sendall(piece)
        line.shutdown(socket.SHUT_RDWR)  # the window is gone; the training goes on
