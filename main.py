"""Convas: `python main.py` opens the window; with a command it does the work without one."""

import gc
import os
import sys
from importlib.util import find_spec
from pathlib import Path

COMMANDS = ("new", "check", "data", "try", "train", "runs", "export")


def main() -> int:
    """The exit status: 0 fine, 1 errors in the network or in training, 2 bad arguments or files.

    Imports stand where they are needed: the window must not wait for the command line's.
    """
    arguments = sys.argv[1:]
    if arguments and (arguments[0] in COMMANDS or arguments[0].startswith("-")):
        from backend.commands import run  # noqa: PLC0415  # rich, argparse

        return run(arguments)
    if len(arguments) > 1:
        from backend.commands import refuse_arguments  # noqa: PLC0415

        return refuse_arguments(arguments)
    project = Path(arguments[0]) if arguments else None
    if find_spec("PySide6") is None or not _has_display():
        from backend.commands import without_window  # noqa: PLC0415

        return without_window(project, has_qt=find_spec("PySide6") is not None)
    gc.disable()  # until the window is made: a tenth of its time would go into finding no garbage
    from gui.start import start  # noqa: PLC0415  # Qt

    return start(project)


def _has_display() -> bool:
    """Windows and macOS have one; elsewhere X11 or Wayland says so, or Qt was told what to use."""
    if sys.platform in ("win32", "darwin"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


if __name__ == "__main__":
    sys.exit(main())
