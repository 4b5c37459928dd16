"""From `python main.py` to a painted window, against a bare PySide6 window; and is torch absent?

    .venv/bin/python benchmarks/startup.py [ROUNDS]

Whole processes, interleaved, on the display that is there or on Qt's offscreen one. The clock of
both starts before the interpreter does and stops after the first paint.
"""

import os
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
import sys, time
sys.argv = ["main.py"]
import gui.start
from gui.window import Window
def done(window):
    sys.stdout.write(f"{time.time()} {'torch' in sys.modules} {'libtorch' in maps()}")
    sys.stdout.flush()
    import os
    os._exit(0)
def maps():
    path = "/proc/self/maps"
    try:
        return open(path).read()
    except OSError:
        return ""
gui.start.Window.finish = done
import main
main.main()
"""


def run(code: str, folder: str) -> tuple[float, str]:
    """Milliseconds from before the process to after its first paint, and what it says of torch."""
    environment = {**os.environ, "CONVAS_DATA": folder, "PYTHONPATH": str(ROOT)}
    if not os.environ.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    begun = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    painted, _, rest = done.stdout.partition(" ")
    return 1_000 * (float(painted) - begun), rest


def main() -> None:
    """Measures in turn, prints medians and their ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        run(OURS, folder)
        run(BARE, folder)  # once for the disk's cache
        pairs = [(run(BARE, folder), run(OURS, folder)) for _ in range(rounds)]
    bare = statistics.median(b for (b, _), _ in pairs)
    ours = statistics.median(o for _, (o, _) in pairs)
    torch = {words for _, (_, words) in pairs}
    print(f"bare PySide6 window   {bare:7.0f} ms   median of {rounds}")
    print(f"Convas, LeNet painted {ours:7.0f} ms   ratio {ours / bare:.2f} (bar 3, aim 2)")
    print(f"torch in sys.modules, in the process's maps: {', '.join(sorted(torch))}")


if __name__ == "__main__":
    main()
