"""One app for one set of folders: the first one has the lock, a second one asks it to show itself and goes."""

import hashlib
import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

SHOW = b"show\n"
MAX_MESSAGE = 64
"""Longer is no message of ours."""
HAND_OVER_S = 2.0
"""The first one may just be starting: its lock is there before its ear."""
_SOCKET_MS = 200
_RETRY_S = 0.05
_PATH_BYTES = 100
"""A socket's path ends at 104 bytes on macOS, at 108 on Linux."""


class SingleInstance(QObject):
    """The lock decides, and goes with its process however that ends; the socket only carries "show"."""

    show_wanted = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(folder / "app.lock"))
        self._lock.setStaleLockTime(0)
        self._name = _socket_name(folder)
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Be the one, or return False: another one is. Needs no application yet."""
        return self._lock.tryLock(0)

    def listen(self) -> None:
        """Be told when another one is started; the application must be there."""
        QLocalServer.removeServer(self._name)  # of one that was killed
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._hear)
        self._server.listen(self._name)

    def ask_to_show(self) -> bool:
        """Tell the other one to show its window. Waits for it at most `HAND_OVER_S`; this process has no window."""
        end = time.monotonic() + HAND_OVER_S
        while True:
            talk = QLocalSocket()
            talk.connectToServer(self._name)
            if talk.waitForConnected(_SOCKET_MS):
                talk.write(SHOW)
                said = talk.waitForBytesWritten(_SOCKET_MS)
                talk.disconnectFromServer()
                return said
            if time.monotonic() > end:
                return False
            time.sleep(_RETRY_S)

    def release(self) -> None:
        """Let another one be the one."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _hear(self) -> None:
        talk = self._server.nextPendingConnection() if self._server is not None else None
        if talk is None:
            return

        def read() -> None:
            if bytes(talk.read(MAX_MESSAGE).data()) == SHOW:
                self.show_wanted.emit()
            talk.disconnectFromServer()

        talk.readyRead.connect(read)
        talk.disconnected.connect(talk.deleteLater)
        if talk.bytesAvailable():
            read()


def _socket_name(folder: Path) -> str:
    """Return a path inside the private folder, or a name where that is too long (or pipes have no path)."""
    path = folder / "app.socket"
    if folder.is_absolute() and not folder.drive and len(bytes(path)) <= _PATH_BYTES:
        return str(path)
    return f"turnout-{hashlib.sha256(bytes(folder)).hexdigest()[:16]}"
