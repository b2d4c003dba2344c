"""The operating system's wish that we end: signals, heard at once although no Python code may be running."""

import signal
import socket
import sys
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

WINDOWS_LOOK_MS = 1_000
"""Windows has no wake-up for sockets of this kind; Python sees a signal when it runs, which is this often."""

_NAMES = ("SIGTERM", "SIGINT", "SIGHUP")


class Signals(QObject):
    """Emits `told` for each SIGTERM, SIGINT and SIGHUP, from the event loop."""

    told = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before: dict[int, object] = {}
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        # Python's own handler would run only when Python code does: 3 s later, when the app idles.
        self._before_descriptor = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is None or (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
                continue  # nohup: we are to outlive the terminal
            self._before[number] = signal.signal(number, _nothing)
        if sys.platform == "win32":
            waking = QTimer(self, interval=WINDOWS_LOOK_MS)
            waking.timeout.connect(lambda: None)
            waking.start()

    def close(self) -> None:
        """Leave signals as they were before."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before_descriptor)
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._before.clear()
        self._reader.close()
        self._writer.close()

    def _read(self) -> None:
        try:
            numbers = self._reader.recv(64)
        except OSError:
            return
        for number in numbers:
            if number in self._before:
                self.told.emit(number)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """The wake-up tells it."""
