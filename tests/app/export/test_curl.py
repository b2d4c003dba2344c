"""The curl command does what the request did: a shell and a server say so."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from app.errors import AppError
from app.export import as_curl

DEADLINE_S = 30


@contextmanager
def server() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A server that keeps what it gets."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    listening = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=listening.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}/v1/chat/completions", got
    finally:
        listening.shutdown()
        listening.server_close()


def run(command: str, key: str) -> None:
    subprocess.run(
        ["sh", "-c", command], env={"PATH": "/usr/bin:/bin", "TURNOUT_KEY": key, "NO_PROXY": "*"},
        check=True, capture_output=True, timeout=DEADLINE_S,
    )  # fmt: skip


def test_the_command_sends_the_same_body_with_the_users_key(detail: dict[str, Any]) -> None:
    with server() as (url, got):
        detail["attempts_detail"][-1]["url"] = url
        run(as_curl(detail), "sk-canary-curl")
    [(headers, body)] = got
    assert body.decode() == detail["bodies"]["upstream_request"]
    assert headers["authorization"] == "Bearer sk-canary-curl"
    assert headers["x-api-key"] == "sk-canary-curl"
    assert headers["content-type"] == "application/json"


def test_the_clients_request_goes_to_turnout(detail: dict[str, Any]) -> None:
    command = as_curl(detail, "http://127.0.0.1:8377", "client")
    assert "curl -sSN http://127.0.0.1:8377/v1/responses" in command
    assert "host:" not in command


def test_a_hostile_body_stays_data(detail: dict[str, Any]) -> None:
    hostile = json.dumps({"content": "'; touch /nowhere; echo `id` $(id) $HOME\n\\ \""})
    with server() as (url, got):
        detail["attempts_detail"][-1]["url"] = url
        detail["bodies"]["upstream_request"] = hostile
        run(as_curl(detail), "k")
    assert got[0][1].decode() == hostile


def test_what_was_not_kept_is_said(detail: dict[str, Any]) -> None:
    detail["bodies"]["upstream_request"] = ""
    with pytest.raises(AppError) as raised:
        as_curl(detail)
    assert raised.value.code == "body_not_kept"


def test_what_was_never_sent_is_said(detail: dict[str, Any]) -> None:
    detail["attempts_detail"] = []
    with pytest.raises(AppError) as raised:
        as_curl(detail)
    assert raised.value.code == "nothing_sent"
