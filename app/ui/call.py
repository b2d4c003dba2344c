"""One question to the service on its way: its answer read as JSON, and what went wrong put into a sentence."""

import json
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QNetworkReply, QNetworkRequest
from shiboken6 import isValid

from app.ui import service_words

Json = dict[str, Any]

_SILENT = (
    QNetworkReply.NetworkError.TimeoutError,
    QNetworkReply.NetworkError.OperationCanceledError,  # so Qt calls it before 6.9
)
_AWAY = (
    QNetworkReply.NetworkError.ConnectionRefusedError,
    QNetworkReply.NetworkError.RemoteHostClosedError,
    QNetworkReply.NetworkError.HostNotFoundError,
    QNetworkReply.NetworkError.UnknownNetworkError,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, in the service's words or ours: a stable code, one sentence, and what to do.

    `field`: the field of a draft that it is about, where the service names one.
    """

    code: str
    message: str
    fix: str = ""
    field: str = ""

    def __str__(self) -> str:
        return service_words.join(self.message, self.fix)


class Call(QObject):
    """Calls `done` once, with the answer or a `Problem`, and `line` before that for each line of a stream.

    None of both once `owner` is gone.
    """

    def __init__(
        self,
        parent: QObject,
        done: Callable[[Json | Problem], None],
        line: Callable[[Json], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._done: Callable[[Json | Problem], None] | None = done
        self._line = line
        self._owner = owner
        self._reply: QNetworkReply | None = None
        self._unread = b""
        self._over = False

    def cancel(self) -> None:
        """End it: none of its callbacks is called any more, and the service is told by a closed connection."""
        self.drop()
        if self._reply is not None:
            self._reply.abort()

    def drop(self) -> None:
        """Forget the answer; what was asked for is done all the same."""
        self._over = True
        self._done = self._line = self._owner = None

    def cancel_with(self, owner: QObject) -> None:
        """Cancel it when this one is destroyed."""
        # Not `connect(self.cancel)`: PySide (6.8 to 6.12) ends the process when a signal comes to an object whose
        # Python half is on its way out, and what goes with it may be the last reference to the owner.
        mine = weakref.ref(self)

        def cancel() -> None:
            call = mine()
            if call is not None and isValid(call):
                call.cancel()

        owner.destroyed.connect(cancel)

    # ------------------------------------------------------------------ for the link
    def begin(self, reply: QNetworkReply) -> None:
        """Wait for this reply."""
        self._reply = reply
        if self._line is not None:
            reply.readyRead.connect(self._read)
        reply.finished.connect(self._finish)

    def refuse(self) -> None:
        """There is nobody to ask; said later, as any answer is."""
        QTimer.singleShot(0, self, lambda: self._end(self._away()))

    # ------------------------------------------------------------------ inside
    def _read(self) -> None:
        reply, line = self._reply, self._line
        if reply is None or line is None or not 200 <= _status(reply) < 300:
            return  # a refusal is read whole
        *lines, self._unread = (self._unread + bytes(reply.readAll().data())).split(b"\n")
        for one in lines:
            parsed = _parse(one)
            if parsed is not None and self._is_awaited():
                line(parsed)

    def _finish(self) -> None:
        reply = self._reply
        if reply is None:
            return
        if not self._over:
            self._read()
        self._reply = None
        reply.deleteLater()
        self._end(self._understand(reply))

    def _end(self, answer: Json | Problem) -> None:
        done = self._done if self._is_awaited() else None
        self.drop()
        self.deleteLater()
        if done is not None:
            done(answer)

    def _is_awaited(self) -> bool:
        return not self._over and (self._owner is None or isValid(self._owner))

    def _understand(self, reply: QNetworkReply) -> Json | Problem:
        status, error = _status(reply), reply.error()
        body = bytes(reply.readAll().data()) if reply.isOpen() else b""
        if status >= 400:
            return self._refusal(status, _parse(body))
        if error in _SILENT:
            return Problem("service_silent", self.tr("Turnout's service does not answer."))
        if error in _AWAY or not status:
            return self._away()
        if error != QNetworkReply.NetworkError.NoError:
            return Problem("service_lost", self.tr("The connection to Turnout's service was lost."))
        answer = _parse(body) if body and self._line is None else {}
        if answer is None:
            return Problem("bad_answer", self.tr("Turnout's service answered something that is not JSON."))
        return answer

    def _refusal(self, status: int, said: Json | None) -> Problem:
        error = (said or {}).get("error")
        if isinstance(error, dict) and error.get("message"):
            code, fix = str(error.get("code") or status), str(error.get("fix") or "")
            wrong = (said or {}).get("problems") or [{}]
            return Problem(code, str(error["message"]), fix, str(wrong[0].get("field") or ""))
        text = self.tr("Turnout's service answered with status {status}.").format(status=status)
        return Problem(f"http_{status}", text)

    def _away(self) -> Problem:
        return Problem("service_away", self.tr("Turnout's service is not running."))


def _status(reply: QNetworkReply) -> int:
    return int(reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute) or 0)


def _parse(text: bytes) -> Json | None:
    try:
        parsed = json.loads(text)
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None
