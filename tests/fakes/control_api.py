"""A control API that a test writes answer by answer: for the link of the tray app, over real HTTP."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from app.discovery import Running

TOKEN = "token-of-the-test"
Play = Callable[["Conversation"], None]


class Conversation(BaseHTTPRequestHandler):
    """One request; a play writes the answer."""

    server: "ControlApi"

    def do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        path = self.path.removeprefix("/_turnout/")
        self.server.asked.append((self.command, path, self.body, dict(self.headers)))
        self.server.plays[self.command, path](self)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do  # noqa: N815

    def say(self, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def begin_lines(self, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Connection", "close")
        self.end_headers()

    def write(self, text: bytes) -> None:
        self.wfile.write(text)
        self.wfile.flush()

    def is_closed(self, seconds: float) -> bool:
        """Wait for the other side to close."""
        self.connection.settimeout(seconds)
        try:
            return self.connection.recv(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False

    def log_message(self, *_: Any) -> None:
        """Keep the tests' output clean."""


class ControlApi(ThreadingHTTPServer):
    """`with ControlApi() as api`: `api.plays["GET", "status"] = play`; `api.running` is what discovery says of it."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Conversation)
        self.plays: dict[tuple[str, str], Play] = {}
        self.asked: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.over = threading.Event()
        self.running = Running(self.server_address[1], 1, TOKEN, "0")

    def answer(self, method: str, path: str, document: Any, status: int = 200) -> None:
        self.plays[method, path] = lambda talk: talk.say(json.dumps(document).encode(), status)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: Any) -> None:
        """A client that leaves is part of the test."""
