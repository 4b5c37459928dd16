"""A door to a training on this machine's loopback: later windows come in by it and follow it.

The first frame of whoever comes is the token from the run's folder, which only the same user can
read; frames as between a window and its own worker follow.
"""

import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from backend import address
from backend.engine.audience import Audience, Window
from backend.protocol import ProtocolError, Watch, declined, framed, read_command
from graph.text import Text

MOST = 32  # windows at a time
PATIENCE = 5.0  # seconds until the token must be there
AGAIN = 0.5  # seconds until the next try of a machine that has no file left for a guest
HEAD = 4  # bytes of a frame's length


class Door:
    """Open from the start until `close`; raises OSError where it cannot be opened.

    `admit` gets each new window, tells it where the training is, adds it to the audience, and says
    whether it did.
    """

    def __init__(self, folder: Path, audience: Audience, admit: Callable[[Window], bool]) -> None:
        self._folder = folder
        self._audience = audience
        self._admit = admit
        self._guests: set[socket.socket] = set()
        self._closed = False
        self._listening = socket.create_server((address.HOST, 0))
        self._address = address.new(self._listening.getsockname()[1])
        try:
            address.publish(self._address, folder)
        except OSError:
            self._listening.close()
            raise
        threading.Thread(target=self._welcome, name="door", daemon=True).start()

    def close(self) -> None:
        """Lets nobody in any more; who is in stays until the audience is sent home."""
        self._closed = True
        address.withdraw(self._folder)
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # else accept would go on waiting
        self._listening.close()

    def _welcome(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                if self._closed:
                    return
                time.sleep(AGAIN)
                continue
            if len(self._guests) >= MOST:
                line.close()
                continue
            self._guests.add(line)
            threading.Thread(target=self._serve, args=(line,), name="guest", daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with suppress(OSError, ProtocolError):
            if self._knows(line):
                line.settimeout(None)
                self._follow(line.makefile("rb"), line.makefile("wb"))
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)  # close alone waits for the sender's thread
        line.close()
        self._guests.discard(line)

    def _knows(self, line: socket.socket) -> bool:
        """Whether who comes says the token, and soon; nothing else of it is read."""
        wanted = framed(self._address.token.encode())
        end = time.monotonic() + PATIENCE
        said = _received(line, HEAD, end)
        if said == wanted[:HEAD]:  # how long it is, is no secret
            said += _received(line, len(wanted) - HEAD, end)
        return secrets.compare_digest(said, wanted)

    def _follow(self, commands: IO[bytes], events: IO[bytes]) -> None:
        window = Window(events)
        try:
            if not self._admit(window):
                return
            while (command := read_command(commands)) is not None:
                taken = self._audience.take(window, command)
                if not (taken or isinstance(command, Watch)):
                    window.send(declined(type(command).__name__.lower(), _ELSEWHERE))
        finally:
            self._audience.remove(window)
            window.close(0.0)  # its thread ends


def _received(line: socket.socket, count: int, end: float) -> bytes:
    """So many bytes, or fewer at the other's end; raises TimeoutError at the time `end`."""
    said = b""
    while len(said) < count:
        line.settimeout(max(0.001, end - time.monotonic()))
        piece = line.recv(count - len(said))
        if not piece:
            break
        said += piece
    return said


_ELSEWHERE = Text("This process trains, and does nothing else. Ask a window's own for it.")
