"""From `python main.py` to a painted window, against a bare PySide6 window; and is torch absent?

    .venv/bin/python benchmarks/startup.py [ROUNDS]

Whole processes, interleaved, on the display that is there or on Qt's offscreen one. The clock of
each starts before the interpreter does and stops after the first paint. An ordinary start finds
our bytecode, which the Makefile's set-up writes, or else Python at the first start; where it may
not, every start is without. The bytecode of Python and PySide6 is there in all of them.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]

BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, done)
def done():
    sys.stdout.write(f"{time.time()} {'torch' in sys.modules}")
    app.exit()
app = QApplication([]); window = Window(); window.resize(1680, 1050); window.show(); app.exec()
"""

OURS = """
import os, sys, time
from PySide6.QtWidgets import QApplication
sys.argv = ["main.py"]
def done():
    sys.stdout.write(f"{time.time()} {'torch' in sys.modules} {'libtorch' in maps()}")
    sys.stdout.flush()
    os._exit(0)
def maps():
    try:
        return open("/proc/self/maps").read()
    except OSError:
        return ""
def watched(app):
    for window in QApplication.topLevelWidgets():
        if hasattr(window, "painted"):
            window.painted.disconnect()
            window.painted.connect(done)
    return run()
run, QApplication.exec = QApplication.exec, watched
import main
main.main()
"""


def run(code: str, folder: Path, *options: str) -> tuple[float, str]:
    """Milliseconds from before the process to after its first paint, and what it says of torch."""
    environment = {**os.environ, "CONVAS_DATA": str(folder / "data"), "PYTHONPATH": ""}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not os.environ.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, *options, "-c", code]
    begun = time.time()
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=True
    )
    painted, _, rest = done.stdout.partition(" ")
    return 1_000 * (float(painted) - begun), rest


def copied(folder: Path) -> Path:
    """The program without bytecode, in a folder."""
    folder.mkdir()
    shutil.copy(ROOT / "main.py", folder)
    for part in ("graph", "backend", "gui", "resources"):
        left_out = shutil.ignore_patterns("__pycache__", "datasets")
        shutil.copytree(ROOT / part, folder / part, ignore=left_out)
    return folder


def main() -> None:
    """Measures in turn, prints medians and their ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as given:
        used, fresh = copied(Path(given, "used")), copied(Path(given, "fresh"))
        starts = {
            "bare PySide6 window": lambda: run(BARE, used),
            "Convas, LeNet painted": lambda: run(OURS, used),
            "without our bytecode": lambda: run(OURS, fresh, "-B"),
        }
        for start in starts.values():
            start()  # once for the disk's cache, and for our bytecode
        turns = [[start() for start in starts.values()] for _ in range(rounds)]
    medians = [statistics.median(took for took, _ in column) for column in zip(*turns, strict=True)]
    for title, median in zip(starts, medians, strict=True):
        print(f"{title:22} {median:5.0f} ms   {median / medians[0]:.2f}")
    print(f"medians of {rounds}, ratios to the first (bar 3, aim 2)")
    torch = {words for turn in turns for _, words in turn[1:]}
    print(f"torch in sys.modules, in the process's maps: {', '.join(sorted(torch))}")


if __name__ == "__main__":
    main()
