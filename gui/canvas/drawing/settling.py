"""Cards on their way to new places, as after Arrange: a movement that the eye can follow."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEasingCurve, QVariantAnimation
from PySide6.QtWidgets import QGraphicsScene

from graph.sketch import Place
from gui.canvas.drawing.atlas import MANY
from gui.motion import duration

Move = Callable[[Mapping[str, Place]], None]


class Settling:
    """One movement at a time; the next one begins where the cards are."""

    def __init__(
        self, scene: QGraphicsScene, move: Move, followed: Move, done: Callable[[], None]
    ) -> None:
        self._scene, self._done = scene, done
        self._places, self._followed = move, followed
        self._from: Mapping[str, Place] = {}
        self.places: Mapping[str, Place] = {}
        """Where the cards that are on their way will be."""
        self._animation = QVariantAnimation(scene)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._animation.valueChanged.connect(self._step)
        self._animation.finished.connect(self._end)

    @property
    def running(self) -> bool:
        """Whether cards are on their way."""
        return bool(self.places)

    def begin(self, here: Mapping[str, Place], places: Mapping[str, Place], wanted: int) -> None:
        """Sends the cards off; at once where nothing shall move, or very much would."""
        self._animation.stop()
        views = self._scene.views()
        time = duration(views[0], wanted) if views and views[0].isVisible() else 0
        self._from, self.places = here, places
        if time == 0 or len(places) > MANY:  # more do not move smoothly, and nobody follows them
            self._end()
            return
        self._animation.setDuration(time)
        self._animation.start()

    def finish(self) -> None:
        """Puts all cards where they go, now."""
        if self.running:
            self._animation.stop()
            self._end()

    def stop(self) -> None:
        """Leaves all cards where they are."""
        self.places = {}
        self._animation.stop()

    def _step(self, part: float) -> None:
        if self.running:
            rest = 1.0 - part
            self._move(
                {
                    name: (
                        rest * x + part * self.places[name][0],
                        rest * y + part * self.places[name][1],
                    )
                    for name, (x, y) in self._from.items()
                }
            )

    def _move(self, places: Mapping[str, Place]) -> None:
        self._places(places)
        self._followed(places)

    def _end(self) -> None:
        if not self.running:
            return
        places, self.places = self.places, {}
        self._move(places)
        self._done()
