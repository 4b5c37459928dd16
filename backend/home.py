"""Where Convas keeps its things on this machine, and which of its processes still run."""

import os
import sys
from pathlib import Path


def folder() -> Path:
    """Where runs, settings and recovery files are kept: CONVAS_DATA, or the user's data folder."""
    if given := os.environ.get("CONVAS_DATA"):
        return Path(given)
    home = Path.home()
    match sys.platform:
        case "win32":
            return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "Convas"
        case "darwin":
            return home / "Library" / "Application Support" / "Convas"
        case _:
            return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "convas"


def alive(pid: int) -> bool:
    """Whether a process of that number runs on this machine."""
    if sys.platform == "win32":
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _alive_on_windows(pid: int) -> bool:
    import subprocess  # noqa: PLC0415  # start-up does without it

    # os.kill(pid, 0) would end the process there
    listed = subprocess.run(
        ["tasklist", "/FI", f"PID eq {pid}", "/NH"], capture_output=True, text=True, check=False
    )
    return str(pid) in listed.stdout
