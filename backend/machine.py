"""What this computer has to train with, asked without loading torch."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from backend.protocol import Device

MEMINFO = Path("/proc/meminfo")
LIMIT = Path("/sys/fs/cgroup/memory.max")
_QUERY = ["--query-gpu=index,name,memory.total,memory.free", "--format=csv,noheader,nounits"]


def memory() -> tuple[int, int]:
    """Bytes of main memory in all, and of those that are free; 0 where nobody knows.

    What a container may have is less than what its computer has.
    """
    if MEMINFO.exists():
        lines = [line.split() for line in MEMINFO.read_text().splitlines()]
        known = {words[0]: 1024 * int(words[1]) for words in lines}
        total, free = known["MemTotal:"], known.get("MemAvailable:", known["MemFree:"])
    elif sys.platform == "win32":  # which has no sysconf
        return 0, 0
    else:
        total = free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = LIMIT.read_text().strip() if LIMIT.exists() else "max"
    if not limit.isdecimal():
        return total, free
    return min(total, int(limit)), min(free, max(0, int(limit) - _taken()))


def _taken() -> int:
    """Bytes that a container has in use, without those of files that it could give back."""
    known = LIMIT.with_name("memory.current"), LIMIT.with_name("memory.stat")
    if not all(path.exists() for path in known):
        return 0
    current, stat = (path.read_text() for path in known)
    parts = dict(line.split() for line in stat.splitlines())
    return int(current) - int(parts.get("inactive_file", 0))


def devices() -> tuple[Device, ...]:
    """NVIDIA's graphics cards, as their driver tells them, and the processor."""
    total, free = memory()
    return (*_graphics_cards(), Device("cpu", "memory of this computer", total, free))


def chosen(known: Sequence[Device], wanted: str) -> Device | None:
    """The device that a recipe's setting means: auto is the first; None if it is not there."""
    if wanted == "auto":
        return known[0] if known else None
    return next((device for device in known if device.name.startswith(wanted)), None)


def room(device: Device) -> int:
    """Bytes that a training could have on it; 0 where it does not say."""
    return device.free or device.memory


def _graphics_cards() -> list[Device]:
    import subprocess  # noqa: PLC0415  # the window asks nothing of this, and starts without it

    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    try:
        told = subprocess.run(
            [program, *_QUERY], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return []  # a driver without a card, or one that is broken: torch will say so
    rows = [line.split(", ") for line in told.stdout.splitlines()]
    return [
        Device(f"cuda:{index}", name, int(total) * 2**20, int(free) * 2**20)
        for index, name, total, free in rows
        if total.isdecimal() and free.isdecimal()
    ]
