"""Convas: `python main.py` opens the window; with a command it does the work without one."""

import sys


def main() -> int:
    """The exit status: 0 fine, 1 errors in the network or in training, 2 bad arguments or files."""
    # imported here and there: the window must not wait for what it does not need
    if sys.argv[1:2] and sys.argv[1] in ("new", "check", "train", "export", "-h", "--help"):
        from backend.commands import run  # noqa: PLC0415  # rich and argparse, for commands only

        return run(sys.argv[1:])
    from gui.start import start  # noqa: PLC0415  # Qt, for the window only

    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
