"""How the running service is found: also where it died, hangs, or somebody else has its port."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from app import discovery
from app.context import Context
from app.discovery import Running
from app.errors import ServiceUnreachableError
from tests.app.serving import ServiceInThread, chat


@pytest.fixture
def stranger() -> Iterator[HTTPServer]:
    """A program that has nothing to do with Turnout; answers with the status in `status` and this body."""

    class Handler(BaseHTTPRequestHandler):
        status, body = 404, b"not here"

        def do_GET(self) -> None:
            self.send_response(self.status)
            self.send_header("Content-Length", str(len(self.body)))
            self.end_headers()
            self.wfile.write(self.body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def here(port: int) -> Running:
    return Running(port, os.getpid(), "token", "0.1.0")


def test_nobody_has_announced_anything(context: Context) -> None:
    assert discovery.read(context.paths) is None
    assert discovery.find(context.paths) is None
    discovery.withdraw(context.paths)


@pytest.mark.parametrize("content", ["{", "[]", '{"port": 1}', "\xff"])
def test_a_damaged_file_is_no_service(content: str, context: Context) -> None:
    (context.paths.state / "service.json").write_text(content)
    assert discovery.find(context.paths) is None


def test_the_running_service_is_found_and_asked(context: Context) -> None:
    with ServiceInThread() as service:
        running = discovery.find(context.paths)
        assert running is not None
        assert running.base_url == service.base
        assert (context.paths.state / "service.json").stat().st_mode & 0o777 == 0o600
        assert discovery.call(running, "GET", "status")["running"] is True
        assert discovery.call(running, "GET", "exchanges/none") == {}
    assert discovery.find(context.paths) is None
    assert discovery.read(context.paths) is None
    with pytest.raises(ServiceUnreachableError, match="does not answer"):
        discovery.call(running, "GET", "status")


def test_a_process_that_is_gone(context: Context) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait(60)
    discovery.announce(context.paths, Running(1, child.pid, "token", "0.1.0"))
    assert discovery.find(context.paths) is None


def test_a_port_where_nobody_is(context: Context) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        discovery.announce(context.paths, here(probe.getsockname()[1]))
    assert discovery.find(context.paths) is None


@pytest.mark.parametrize(
    ("status", "body"), [(401, b"{}"), (404, b"no"), (500, b"{}"), (200, b"{}"), (200, b'{"running":false}')]
)
def test_a_stranger_on_the_port_is_not_taken_for_it(
    status: int, body: bytes, stranger: HTTPServer, context: Context
) -> None:
    handler = stranger.RequestHandlerClass
    handler.status, handler.body = status, body  # type: ignore[attr-defined]
    discovery.announce(context.paths, here(stranger.server_port))
    assert discovery.find(context.paths) is None


def test_an_answer_that_is_no_json(stranger: HTTPServer, context: Context) -> None:
    handler = stranger.RequestHandlerClass
    handler.status, handler.body = 200, b"<html>"  # type: ignore[attr-defined]
    with pytest.raises(ServiceUnreachableError):
        discovery.call(here(stranger.server_port), "GET", "status")


def test_a_service_that_hangs_is_an_error_and_not_absent(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "ANSWER_SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        discovery.announce(context.paths, here(silent.getsockname()[1]))
        with pytest.raises(ServiceUnreachableError, match=f"pid {os.getpid()}"):
            discovery.find(context.paths)


def test_only_ones_own_announcement_is_withdrawn(context: Context) -> None:
    discovery.announce(context.paths, Running(1, os.getpid() + 1, "token", "0.1.0"))
    discovery.withdraw(context.paths)
    assert discovery.read(context.paths) is not None


def test_events_end_with_the_service(context: Context) -> None:
    with ServiceInThread() as service:
        running = discovery.find(context.paths)
        assert running is not None
        with discovery.follow(running) as events:
            chat(service.base, key=context.access.get("default"))
            told = ((event["event"], event["data"].get("state")) for event in events)
            assert [next(told) for _ in range(2)] == [("status", None), ("exchange", "live")]
            service.stop()
            assert ("exchange", "failed") in list(told)
    with pytest.raises(ServiceUnreachableError), discovery.follow(running):
        pass


def test_events_of_a_service_that_was_killed(context: Context) -> None:
    """A line cut in the middle of nowhere ends the stream like any other end."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(10_000)
                line = json.dumps({"id": "x"}).encode() + b"\n"
                head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                connection.sendall(head + f"{len(line):x}\r\n".encode() + line + b"\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with discovery.follow(here(server.getsockname()[1])) as events:
            assert list(events) == [{"id": "x"}]
        thread.join()
