"""How long Qt's event loop was away: what a person would feel as a window that does not react."""

import time

from PySide6.QtCore import QObject, QTimer

TICK_MS = 5


class Lag(QObject):
    """Ticks from its making on. Milliseconds: `worst_wall` by the clock, `worst_work` of this thread's own work.

    The first counts what else the machine does, the second does not count a wait; both are needed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.reset()
        self._timer.start()

    def reset(self) -> None:
        """Forget what was."""
        self.gaps: list[float] = []
        self.worst_work = 0.0
        self._wall, self._work = time.perf_counter(), time.thread_time()

    @property
    def worst_wall(self) -> float:
        return max(self.gaps, default=0.0)

    def _tick(self) -> None:
        wall, work = time.perf_counter(), time.thread_time()
        self.gaps.append((wall - self._wall) * 1000 - TICK_MS)
        self.worst_work = max(self.worst_work, (work - self._work) * 1000)
        self._wall, self._work = wall, work
