"""A door to a training on this machine's loopback: later windows come in by it and follow it.

The first frame of whoever comes is the token from the run's folder, which only the same user can
read; frames as between a window and its own worker follow.
"""

import secrets
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from backend import address
from backend.engine.audience import Audience, Window
from backend.protocol import ProtocolError, Watch, declined, read_bytes, read_command
from graph.text import Text

MOST = 32  # windows at a time
PATIENCE = 5.0  # seconds until the token must be there
TOKEN_BYTES = 1_024


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
        address.withdraw(self._folder)
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # else accept would go on waiting
        self._listening.close()

    def _welcome(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return  # closed
            if len(self._guests) >= MOST:
                line.close()
                continue
            self._guests.add(line)
            threading.Thread(target=self._serve, args=(line,), name="guest", daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with line, suppress(OSError, ProtocolError):
            line.settimeout(PATIENCE)
            commands, events = line.makefile("rb"), line.makefile("wb")
            if self._knows(read_bytes(commands, TOKEN_BYTES)):
                line.settimeout(None)
                self._follow(commands, events)
        self._guests.discard(line)

    def _knows(self, token: bytes | None) -> bool:
        return secrets.compare_digest(token or b"", self._address.token.encode())

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


_ELSEWHERE = Text("This process trains, and does nothing else. Ask a window's own for it.")
