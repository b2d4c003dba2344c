"""Bytes to a listener and back: requests exactly as a test wrote them, over plain sockets."""

import socket
from dataclasses import dataclass
from typing import Self

DEADLINE_S = 60.0
"""Only ends a hang."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `closed`: the connection ended with it, or before it (status 0)."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    closed: bool = True

    def header(self, name: str) -> str | None:
        return next((value for said, value in self.headers if said.lower() == name), None)

    @property
    def permits_pages(self) -> bool:
        """A page of another origin is told that it may read this."""
        return any(name.lower().startswith("access-control") for name, _ in self.headers)


class Talk:
    """A connection that is opened when it is needed, and again once it was closed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def ask(self, data: bytes, *, bodiless: bool = False) -> Answer:
        """Send bytes and return the first answer; `bodiless` for HEAD."""
        for attempt in (1, 2):
            kept = self._socket is not None
            try:
                self.send(data)
                answer = self.read(bodiless=bodiless)
            except OSError:
                answer = Answer(0)
            if answer.status or not kept or attempt == 2:
                break
            self.close()  # it was closed while nothing was asked: that is no answer to this
        if answer.closed:
            self.close()
        return answer

    def send(self, data: bytes) -> None:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), DEADLINE_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(data)

    def read(self, *, bodiless: bool = False) -> Answer:
        """Return the next answer; status 0 where the connection ends instead. Raises `OSError`."""
        while b"\r\n\r\n" not in self._rest:
            if not self._more():
                return Answer(0, body=self._rest)
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
        said = {name.lower(): value for name, value in headers}
        status = int(first.split(" ")[1])
        if bodiless or status in (100, 204, 304):
            body = b""
        elif said.get("transfer-encoding") == "chunked":
            body = self._chunks()
        else:
            body = self._take(int(said.get("content-length", "0")))
        return Answer(status, headers, body, said.get("connection", "").lower() == "close")

    def wait(self) -> bool:
        """Wait until something comes, and forget it; False at the end of the connection."""
        self._rest = b""
        try:
            return self._more()
        except OSError:
            return False  # closed, by whomever

    def _chunks(self) -> bytes:
        body = b""
        while True:
            while b"\r\n" not in self._rest:
                if not self._more():
                    return body
            size, _, self._rest = self._rest.partition(b"\r\n")
            piece = self._take(int(size, 16) + 2)
            if len(piece) <= 2:
                return body
            body += piece[:-2]

    def _take(self, size: int) -> bytes:
        while len(self._rest) < size and self._more():
            pass
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def _more(self) -> bool:
        assert self._socket is not None
        got = self._socket.recv(256 * 1024)
        self._rest += got
        return bool(got)


def http(
    method: str, target: str, headers: list[tuple[str, str]], body: bytes = b"", *, version: str = "HTTP/1.1"
) -> bytes:
    """Return a request with exactly these headers, and a Content-Length where it has a body."""
    lines = [f"{method} {target} {version}", *(f"{name}: {value}" for name, value in headers)]
    if body or method in ("POST", "PUT", "PATCH", "DELETE"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body
