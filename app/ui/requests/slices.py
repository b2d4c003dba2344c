"""Long work in short slices between the events of the window: nothing of it is felt."""

from collections.abc import Callable, Generator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

SLICE_S = 0.008
"""Half a frame at 60 Hz."""

Steps = Generator[None, None, object]


class Slices(QObject):
    """Runs one generator at a time, some steps with each round of the event loop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Steps | None = None
        self._done: Callable[[object], None] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._run)

    @property
    def is_running(self) -> bool:
        return self._steps is not None

    def start(self, steps: Steps, done: Callable[[object], None] | None = None) -> None:
        """Begin new work in place of what runs; `done` gets what the generator returns. Small work ends at once."""
        self.cancel()
        self._steps, self._done = steps, done
        self._timer.start()
        self._run()

    def cancel(self) -> None:
        """Drop what runs."""
        self._timer.stop()
        if self._steps is not None:
            self._steps.close()
        self._steps = self._done = None

    def _run(self) -> None:
        steps, done = self._steps, self._done
        if steps is None:
            self._timer.stop()
            return
        until = perf_counter() + SLICE_S
        try:
            while perf_counter() < until:
                next(steps)
        except StopIteration as end:
            self._timer.stop()
            self._steps = self._done = None
            if done is not None:
                done(end.value)
