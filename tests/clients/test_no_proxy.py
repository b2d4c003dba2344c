"""Another proxy in the shell: Claude Code comes to Turnout all the same, by what connecting writes into its file."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.clients.stage import DIRECT, KEY, ROOT, Stage
from tests.fakes.script import Reply

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(DIRECT, reason="connecting needs Turnout"),
]


class Denying:
    """A proxy that refuses everything; `asked` are the first lines of what it got."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self.asked.append(connection.recv(65536).split(b"\r\n", 1)[0].decode("latin-1"))
                connection.sendall(b"HTTP/1.1 403 Denied\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


@contextmanager
def denying() -> Iterator[Denying]:
    proxy = Denying()
    try:
        yield proxy
    finally:
        proxy.close()


@pytest.mark.parametrize(
    "shell", [{}, {"no_proxy": "intranet.example"}, {"NO_PROXY": "intranet.example"}], ids=str
)
def test_claude_code_behind_another_proxy(stage: Stage, shell: dict[str, str]) -> None:
    provider = stage.providers["messages"]
    with denying() as proxy:
        # As in a shell with that proxy: nothing excepts 127.0.0.1.
        behind = {"NO_PROXY": "", "HTTP_PROXY": proxy.url, **shell}
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", "use", "fake-messages", "--client", "claude-code"],
            cwd=ROOT,
            env={**stage.with_key(), **behind},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert KEY not in done.stdout + done.stderr
        env = json.loads((stage.claude_home / "settings.json").read_text())["env"]
        assert env["NO_PROXY"] == env["no_proxy"]
        provider.strict = provider.reasoning_required = False
        provider.play(Reply(text="Through."))
        run = stage.claude("hi", stage.folder("proxied"), env=behind)
        assert run.text == "Through.", run.said
        assert len(provider.asks) == 1
        assert [line for line in proxy.asked if "127.0.0.1" in line] == []
        stage.turnout("restore", "--client", "claude-code")
        stage.forget_routes()
    assert "NO_PROXY" not in (stage.claude_home / "settings.json").read_text()


def test_without_the_exception_it_does_not_arrive(stage: Stage) -> None:
    """The other half: the denying proxy would have got the request."""
    provider = stage.providers["messages"]
    with denying() as proxy:
        stage.turnout("use", "fake-messages", "--client", "claude-code")
        stage.forget_routes()
        provider.play(Reply(text="Through."))
        behind = {"NO_PROXY": "", "HTTP_PROXY": proxy.url, "CLAUDE_CODE_MAX_RETRIES": "0"}
        run = stage.claude("hi", stage.folder("denied"), env=behind)
        assert run.failed
        assert provider.asks == []
        assert any("127.0.0.1" in line for line in proxy.asked)
        stage.turnout("restore", "--client", "claude-code")
