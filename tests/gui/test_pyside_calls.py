"""The pin of PySide6: 6.12.0 on Python 3.11 aborts after some thousand calls that return None."""

import subprocess
import sys

SCRIPT = """
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QGraphicsRectItem

application = QApplication([])
item = QGraphicsRectItem()
picture = QImage(4, 4, QImage.Format.Format_ARGB32)
painter = QPainter(picture)
for count in range(20_000):
    item.setPos(count, count)
    item.setData(0, count)
    painter.drawPoint(QPointF(1, 1))
painter.end()
print("alive")
"""


def test_sixty_thousand_calls_that_return_none_leave_the_process_alive() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr
