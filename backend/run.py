"""The window's side of one worker process: starts it, sends commands, hands on what it says.

The worker has a session of its own, so that neither Ctrl+C in the window's terminal nor the
window's death ends a training. A worker that vanishes becomes a Failed event like any other.
"""

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from backend.protocol import Command, Event, ProtocolError, failed, read_event, write
from graph.text import Text

ROOT = Path(__file__).parent.parent


class Worker:
    """One `python -m backend.engine.worker`. `on_event` is called from a thread of its own."""

    def __init__(self, on_event: Callable[[Event], None]) -> None:
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "backend.engine.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            start_new_session=True,
        )
        self._on_event = on_event
        self._closing = False
        self._complaints: deque[str] = deque(maxlen=200)  # the last lines of stderr
        self._writing = threading.Lock()
        self._listener = threading.Thread(target=self._listen, name="worker-stderr", daemon=True)
        self._listener.start()
        self._reader = threading.Thread(target=self._read, name="worker-events", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The worker's process number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def send(self, command: Command) -> None:
        """Sends a command; a worker that is gone says so by its Failed event."""
        stdin = self._process.stdin
        assert stdin is not None
        with self._writing:
            try:
                write(stdin, command)
            except (BrokenPipeError, ValueError):
                return  # its last word comes from the reader

    def close(self) -> None:
        """Lets go: an idle worker leaves, one that trains goes on to the end of its run."""
        self._closing = True
        stdin = self._process.stdin
        assert stdin is not None
        with self._writing:
            try:
                stdin.close()
            except BrokenPipeError:
                return

    def _close_streams(self) -> None:
        with self._writing, suppress(BrokenPipeError):
            for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
                if stream is not None:
                    stream.close()

    def wait(self, seconds: float) -> bool:
        """Whether the worker has ended, and its last word is told, within so many seconds."""
        self._reader.join(seconds)
        return not self._reader.is_alive()

    def _listen(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        for line in stderr:
            self._complaints.append(line.decode(errors="replace"))

    def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            while (event := read_event(stdout)) is not None:
                if not self._closing:  # else nobody is there who listens
                    self._on_event(event)
        except ProtocolError as error:
            self._process.kill()
            self._complaints.append(f"{error}\n")
        status = self._process.wait()
        self._listener.join(timeout=2)
        self._close_streams()
        if not self._closing:
            self._on_event(failed(_epitaph(status), "".join(self._complaints)))


def _epitaph(status: int) -> Text:
    if status == -getattr(signal, "SIGKILL", 9):
        return Text(
            "The training process was killed, by the user or by the system for want of memory. "
            "What was saved last is kept with the run. Press Train to start again."
        )
    how = f"status {status}" if status >= 0 else signal.Signals(-status).name
    return Text(
        "The training process ended unexpectedly ({how}). "
        "What was saved last is kept with the run. Press Train to start again.",
        {"how": how},
    )
