"""The window's side of a training: a worker process of its own, or one that trains already.

A worker has a session of its own, so that neither Ctrl+C in the window's terminal nor the
window's death ends a training. One that vanishes becomes a Failed event like any other.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from backend import address
from backend.away import Away
from backend.protocol import (
    Command,
    Event,
    Failed,
    Finished,
    ProtocolError,
    banner,
    failed,
    frame,
    framed,
    read_event,
    write,
)
from backend.store import Store, StoreError
from graph.text import Text

ROOT = Path(__file__).parent.parent
LAST = 2.0  # seconds until a process that ended has given up its run
KNOCK = 5.0  # seconds to be let in at a door on this machine

MOST_LINES = 4  # of what a login says
LOST = (
    "The connection to the other computer was lost. If only the line broke, the training there "
    "goes on, and is shown again when that computer answers."
)

Hear = Callable[[Event], None]


class Connection(Protocol):
    """Something that trains, as the window sees it: a Worker or an Attachment."""

    @property
    def alive(self) -> bool:
        """Whether it can be told anything."""
        ...

    def send(self, command: Command) -> None:
        """Sends a command; whoever is gone says so by a Failed event."""
        ...

    def close(self) -> None:
        """Lets go: what trains goes on to the end of its run."""
        ...


class Worker:
    """One `python -m backend.engine.worker`. `on_event` is called from a thread of its own.

    With a `command` that is what starts: `ssh host …`, which passes the same bytes to a worker on
    another computer; raises OSError if there is no such program. A run that ends there is brought
    to the store of this computer, before its Finished or Failed is told. With `joins` the command
    is the line to one run that trains there: that stays, and after its end the line is closed.
    """

    def __init__(self, on_event: Hear, command: Sequence[str] = (), *, joins: bool = False) -> None:
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [*command] or [sys.executable, "-m", "backend.engine.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            start_new_session=True,
        )
        self._on_event = on_event
        self._closing = False
        self._command = " ".join(command)
        self._away = Away(self.send, on_event) if command and not joins else None
        self._remote, self._joins, self._over = bool(command), joins, False
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

    def fetch(self, run: str) -> None:
        """Brings a run home that was left on the other computer; Returned tells of it."""
        assert self._away is not None
        self._away.fetch(run)

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
        """But stderr: what the worker left behind may hold it, and whoever reads it closes it."""
        with self._writing, suppress(BrokenPipeError):
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()

    def wait(self, seconds: float) -> bool:
        """Whether the worker has ended, and its last word is told, within so many seconds."""
        self._reader.join(seconds)
        return not self._reader.is_alive()

    def _listen(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        with stderr:
            for line in stderr:
                self._complaints.append(line.decode(errors="replace"))

    def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        hear = self._hear if self._away is None else self._away.hear
        said, begun = banner(stdout)
        try:
            while begun and (event := read_event(stdout)) is not None:
                if not self._closing:  # else nobody is there who listens
                    hear(event)
        except ProtocolError as error:
            self._process.kill()
            self._complaints.append(f"{error}\n")
        if not begun:
            self._process.kill()  # what prints so much, or has closed its stdout, is no worker
        status = self._process.wait()
        self._listener.join(timeout=2)
        self._close_streams()
        if not self._closing and not self._over:
            self._tell_end(status, said, begun=begun)

    def _hear(self, event: Event) -> None:
        self._over = self._joins and isinstance(event, Finished | Failed)
        self._on_event(event)

    def _tell_end(self, status: int, said: str, *, begun: bool) -> None:
        complaints = "".join(self._complaints)
        if not self._remote:
            self._on_event(failed(_epitaph(status), complaints))
            return
        if not begun:
            self._on_event(failed(_no_worker(self._command, complaints + said)))
            return
        if self._away is not None:
            self._away.give_up()
        self._on_event(failed(Text(LOST), complaints))


class Attachment:
    """The line to a run that another window, or the command line, started.

    The first event is Attached; after the run's Finished or Failed the line is closed. Of the
    commands it takes those for a training: Pause, Continue, Stop, Adjust and Watch. `on_event` is
    called from a thread of its own.
    """

    def __init__(self, store: Store, run: str, line: socket.socket, on_event: Hear) -> None:
        self.run = run
        self._store = store
        self._line = line
        self._on_event = on_event
        self._closing = False
        self._over = False
        self._writing = threading.Lock()
        self._reader = threading.Thread(target=self._read, name="attached-events", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        """Whether the run goes on and hears what is sent."""
        return self._reader.is_alive() and not self._over

    def send(self, command: Command) -> None:
        """Sends a command; a training that is gone says so by a Failed event."""
        with self._writing:
            try:
                self._line.sendall(frame(command))
            except OSError:
                return  # its last word comes from the reader

    def close(self) -> None:
        """Lets go; the training goes on."""
        self._closing = True
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)

    def wait(self, seconds: float) -> bool:
        """Whether the line is closed, and its last word is told, within so many seconds."""
        self._reader.join(seconds)
        return not self._reader.is_alive()

    def _read(self) -> None:
        with self._line, self._line.makefile("rb") as stream, suppress(OSError, ProtocolError):
            while not self._over and (event := read_event(stream)) is not None:
                self._hear(event)
        if not self._over and not self._closing:
            self._on_event(failed(self._epitaph()))

    def _hear(self, event: Event) -> None:
        self._over = isinstance(event, Finished | Failed)
        if not self._closing:
            self._on_event(event)

    def _epitaph(self) -> Text:
        end = time.monotonic() + LAST
        while (state := self._state()) == "training" and time.monotonic() < end:
            time.sleep(0.05)  # a process that is killed gives up one thing after the other
        match state:
            case "training":
                return Text(
                    "The connection to the training was lost; it goes on. Open the run again to "
                    "see it."
                )
            case "lost":
                return Text(
                    "The training process was killed or ended unexpectedly. What was saved last is "
                    "kept with the run. Resume the run to go on from there."
                )
            case _:
                return Text("The training is over. It is in the list of runs.")

    def _state(self) -> str:
        try:
            return self._store.run(self.run).state
        except StoreError:  # deleted, or its disk is gone
            return "lost"


def attach(store: Store, run: str, on_event: Hear) -> Attachment:
    """A line to a run that is being trained on this machine; raises StoreError."""
    found = address.find(store.run_folder(run))
    if found is None:
        raise _refusal(run, "it has no door")
    try:
        line = socket.create_connection((address.HOST, found.port), timeout=KNOCK)
        line.settimeout(None)
        line.sendall(framed(found.token.encode()))
    except OSError as error:
        raise _refusal(run, error.strerror or error) from error
    return Attachment(store, run, line, on_event)


def _refusal(run: str, why: object) -> StoreError:
    return StoreError(
        "Run {run} cannot be shown live: {why}. Its curves are in the list of runs.",
        run=run,
        why=why,
    )


def _no_worker(command: str, said: str) -> Text:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return Text(
        "The command {command} has started no worker. It said: {said}",
        {"command": command, "said": " / ".join(lines[-MOST_LINES:]) or "…"},
    )


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
