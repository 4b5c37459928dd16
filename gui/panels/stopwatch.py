"""How long a training lasts, as its window sees it."""

from time import monotonic

from gui.trainer import State


class Stopwatch:
    """Counts the seconds of a training without its pauses."""

    def __init__(self) -> None:
        self._before = 0.0
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """What was counted until now."""
        running = 0.0 if self._since is None else monotonic() - self._since
        return self._before + running

    def follow(self, state: State) -> None:
        """Starts anew, goes on or holds, as the trainer does."""
        if state is State.STARTING:
            self._before, self._since = 0.0, None
        elif state is State.TRAINING and self._since is None:
            self._since = monotonic()
        elif state is not State.TRAINING and self._since is not None:
            self._before, self._since = self.seconds, None
