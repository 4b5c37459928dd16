"""Who trains: this process alone, those that torchrun started, or as many as the recipe asks for.

The first process starts the others as `python -m backend.engine.rank`. They meet at a port of
this machine, and end with the one that started them: its end of their stdin closes.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from msgspec import Struct
from torch.distributed import (
    PrefixStore,  # pyright: ignore[reportPrivateImportUsage]
    Store,  # pyright: ignore[reportPrivateImportUsage]
    TCPStore,  # pyright: ignore[reportPrivateImportUsage]
)
from torch.distributed.rendezvous import rendezvous

from backend.engine.devices import DeviceError, choose
from backend.engine.ranks import ALONE, RankLost, Ranks
from backend.protocol import Train, write
from graph.project import Project, encode
from graph.recipe import Recipe

HOST = "127.0.0.1"
LOOPBACK = {"linux": "lo", "darwin": "lo0"}.get(sys.platform)
ROOT = Path(__file__).parent.parent.parent
TO_LEAVE = 10.0  # seconds for the others to end by themselves


class Seat(Struct, frozen=True):
    """Which of the processes this one is, in all and on its machine."""

    number: int
    count: int
    local: int
    local_count: int


@contextmanager
def crew(project: Project) -> Iterator[Ranks]:
    """The processes that train a project, together for as long as the block is done.

    Raises DeviceError, or RankLost where one of them cannot begin or ends before the others.
    """
    recipe = project.recipe
    seat = called()
    if recipe.sharded and recipe.ema:
        raise DeviceError(
            "A moving average of the weights cannot be kept where the weights are sharded. Set the "
            "weight average to off, or do not shard the weights."
        )
    if seat is not None and seat.count > 1:
        words, _, _ = next(rendezvous("env://"))
        words = gathered(words, seat.number, seat.count)
        with _together(seat, words, recipe) as ranks:
            yield ranks
    elif seat is None and recipe.processes > 1:
        seat = Seat(0, recipe.processes, 0, recipe.processes)
        choose(recipe, 0, recipe.processes)  # what this refuses, none needs to be started for
        words = _private(seat.count)
        with _started(project, seat, words.port) as others:
            met = gathered(words, 0, seat.count, others.check)
            with _together(seat, met, recipe) as ranks:
                others.watch(ranks)
                yield ranks
    else:
        yield ALONE


def _private(count: int) -> TCPStore:
    """A meeting place that no other computer reaches: PyTorch's own listens to all of them."""
    if LOOPBACK is None:
        return TCPStore(HOST, 0, count, True, wait_for_workers=False)
    os.environ.setdefault("GLOO_SOCKET_IFNAME", LOOPBACK)  # and those that are started inherit it
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        listening.listen(count)
        port, handle = listening.getsockname()[1], listening.detach()
    return TCPStore(HOST, port, count, True, wait_for_workers=False, master_listen_fd=handle)


def called() -> Seat | None:
    """Who this process is by torchrun's environment variables; None if it was not started so."""
    if "RANK" not in os.environ or "WORLD_SIZE" not in os.environ:
        return None
    number, count = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
    local = int(os.environ.get("LOCAL_RANK", number))
    return Seat(number, count, local, int(os.environ.get("LOCAL_WORLD_SIZE", count)))


@contextmanager
def _together(seat: Seat, words: Store, recipe: Recipe) -> Iterator[Ranks]:
    # not needed by one that trains alone, and slow to load
    from backend.engine.group import Group  # noqa: PLC0415

    device = choose(recipe, seat.local, seat.local_count)
    group = Group(
        seat.number,
        seat.count,
        seat.local,
        seat.local_count,
        device,
        words,
        sharded=recipe.sharded,
    )
    try:
        with group.guarded():
            yield group
    finally:
        group.close()


class _Others:
    """The processes that this one started."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self._watched = threading.Event()

    def start(self, project: Project, seat: Seat, port: int) -> None:
        """Starts all but the first."""
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        for number in range(1, seat.count):
            place = {"RANK": number, "LOCAL_RANK": number, "WORLD_SIZE": seat.count}
            place |= {"LOCAL_WORLD_SIZE": seat.count, "MASTER_ADDR": HOST, "MASTER_PORT": port}
            process = subprocess.Popen(
                [sys.executable, "-m", "backend.engine.rank"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path, **{k: str(v) for k, v in place.items()}},
            )
            self._processes.append(process)
            assert process.stdin is not None
            with suppress(BrokenPipeError):  # `wait` finds that it is gone
                write(process.stdin, Train(encode(project), ""))

    def check(self) -> None:
        """Raises RankLost if one has ended before all have begun."""
        if self._ended() is not None:
            raise RankLost(
                "Only some of the {count} processes of this training could begin. To train "
                "without them, set the processes to 1.",
                count=len(self._processes) + 1,
            )

    def watch(self, ranks: Ranks) -> None:
        """Has the group end when one of them does: on GPUs the rest would wait for it forever."""

        def look() -> None:
            while not self._watched.wait(0.2):
                if self._ended():
                    ranks.abort()
                    return

        threading.Thread(target=look, name="ranks", daemon=True).start()

    def leave(self, *, failed: bool) -> None:
        """Waits until they are gone; after a failure, makes them go."""
        self._watched.set()
        for process in self._processes:
            if failed:
                process.terminate()
            try:
                process.wait(TO_LEAVE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdin is not None
            with suppress(BrokenPipeError):
                process.stdin.close()

    def _ended(self) -> int | None:
        """The exit status of one that has ended, a bad one first."""
        statuses = [process.poll() for process in self._processes]
        return max((abs(status) for status in statuses if status is not None), default=None)


@contextmanager
def _started(project: Project, seat: Seat, port: int) -> Iterator[_Others]:
    others = _Others()
    with ExitStack() as stack:
        stack.push(lambda kind, error, trace: others.leave(failed=kind is not None))
        others.start(project, seat, port)
        yield others


def gathered(words: Store, number: int, count: int, check: Callable[[], object] = bool) -> Store:
    """Where these processes meet, and none of an earlier attempt: torchrun's may still have what
    those said. The first process waits for all and calls `check` meanwhile.
    """
    if number:
        own = os.urandom(8).hex()
        words.set(f"hello/{number}", own)
        attempt = words.get(f"welcome/{own}").decode()
        words.set(f"thanks/{own}/{attempt}", "")
        return PrefixStore(attempt, words)
    attempt = os.urandom(8).hex()
    missing = set(range(1, count))
    while missing:
        check()
        missing = {other for other in missing if not _welcomed(words, other, attempt)}
        time.sleep(0.02)
    return PrefixStore(attempt, words)


def _welcomed(words: Store, other: int, attempt: str) -> bool:
    """Whether another process has heard of the attempt; a dead one's greeting is never answered."""
    if not words.check([f"hello/{other}"]):
        return False
    its = words.get(f"hello/{other}").decode()
    words.set(f"welcome/{its}", attempt)
    return words.check([f"thanks/{its}/{attempt}"])
