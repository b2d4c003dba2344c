"""`turnout serve`, and `turnout` alone without a display, as processes: what they print, and how they end."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.context import Context
from profiles.making import make_profile
from tests.app.conftest import Turnout
from tests.app.serving import ServiceProcess, chat, post, run_turnout, wait_until
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply, Silence
from tests.tree import ROOT

MINE = b'# mine\r\nmodel_reasoning_effort = "high"\r\n'


@pytest.fixture(autouse=True)
def demo(context: Context) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "home" / ".codex" / "config.toml"
    file.parent.mkdir()
    file.write_bytes(MINE)
    return file


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        yield stranger.getsockname()[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_from_start_to_end_and_again(
    number: signal.Signals, turnout: Turnout, context: Context, config: Path, tmp_path: Path
) -> None:
    with ServiceProcess(tmp_path, "--port", "0") as service:
        assert service.out.startswith(f"listening on http://127.0.0.1:{service.port}\n")
        service.wait_for("turnout use demo")
        for _ in wait_until(service.port_file.exists):
            assert service.child.poll() is None
        assert service.port_file.read_text() == f"{service.port}\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{service.port}/health") as answer:
            assert json.loads(answer.read()) == {"status": "ok"}
        assert turnout("use", "demo").err == ""
        assert turnout("status", "--json").json["pid"] == service.child.pid
        assert chat(f"http://127.0.0.1:{service.port}", key=context.access.get("default"))[0] == 200
        first = service.port
        assert service.end(number) == 0
        assert service.err == ""
    assert config.read_bytes() == MINE
    assert turnout("status", "--json").json["running"] is False
    with ServiceProcess(tmp_path, "--port", "0") as service:
        service.wait_for("codex is connected")
        service.wait_for("turnout log --follow")
        assert service.port != first
        assert f":{service.port}/v1" in config.read_text()
        assert service.end() == 0
    assert config.read_bytes() == MINE


def test_told_twice_it_ends_running_streams_in_their_dialect(
    turnout: Turnout, context: Context, tmp_path: Path
) -> None:
    asked = {"model": "m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "hi"}]}
    with (
        FakeProvider(Reply(text="word " * 20, troubles=[Silence(60)])) as provider,
        ServiceProcess(tmp_path, "--port", "0") as service,
        ThreadPoolExecutor() as pool,
    ):
        turnout(
            "profile", "add", "fake", "--base-url", provider.url("chat"), "--wire", "chat", "--model", "m"
        )
        turnout("use", "fake", "--client", "other")
        base, key = f"http://127.0.0.1:{service.port}", context.access.get("default")
        answer = pool.submit(post, base, "/v1/messages", asked, key)
        for _ in wait_until(lambda: any(one["ttft_ms"] for one in turnout("log", "--json").json)):
            assert service.child.poll() is None
        service.child.send_signal(signal.SIGTERM)
        for _ in wait_until(lambda: not turnout("status", "--json").json["running"]):
            assert service.child.poll() is None
        assert service.end() == 0
        status, text = answer.result(60)
    assert status == 200
    assert "event: error" in text
    assert "message_stop" not in text


def test_killed_then_restored_by_hand(
    turnout: Turnout, context: Context, config: Path, tmp_path: Path
) -> None:
    with ServiceProcess(tmp_path, "--port", "0") as service:
        turnout("use", "demo")
        assert service.end(signal.SIGKILL) == -signal.SIGKILL
    assert config.read_bytes() != MINE
    assert turnout("status", "--json").json["running"] is False
    assert "turnout restore" in turnout("doctor").out
    assert turnout("restore").status == 0
    assert config.read_bytes() == MINE
    assert not (tmp_path / "home" / ".claude" / "settings.json").exists()
    with ServiceProcess(tmp_path, "--port", "0") as service:
        assert service.end() == 0
    assert config.read_bytes() == MINE


def test_killed_then_repaired_by_the_next(turnout: Turnout, config: Path, tmp_path: Path) -> None:
    with ServiceProcess(tmp_path, "--port", "0") as service:
        turnout("use", "demo")
        service.end(signal.SIGKILL)
    with ServiceProcess(tmp_path, "--port", "0") as service:
        service.wait_for("codex is connected")
        assert f":{service.port}/v1" in config.read_text()
        assert service.end() == 0
    assert config.read_bytes() == MINE


def test_restore_while_it_runs(turnout: Turnout, config: Path, tmp_path: Path) -> None:
    with ServiceProcess(tmp_path, "--port", "0") as service:
        turnout("use", "demo")
        assert turnout("restore", "--client", "codex").status == 0
        assert config.read_bytes() == MINE
        assert service.end() == 0
    with ServiceProcess(tmp_path, "--port", "0") as service:
        service.wait_for("claude-code is connected")
        assert "codex is connected" not in service.out
        assert config.read_bytes() == MINE


def test_a_second_one_is_refused_and_leaves_the_first_alone(
    turnout: Turnout, config: Path, tmp_path: Path
) -> None:
    with ServiceProcess(tmp_path, "--port", "0") as service:
        turnout("use", "demo")
        before = config.read_bytes()
        for port in ("0", str(service.port)):
            done = run_turnout("serve", "--port", port)
            assert done.returncode == 1
            assert f"pid {service.child.pid}, on http://127.0.0.1:{service.port}" in done.stderr
            assert done.stderr.count("\n") == 1
        assert config.read_bytes() == before
        done = run_turnout("serve", "--port", str(service.port), TURNOUT_HOME=str(tmp_path / "another"))
        assert f"is held by another Turnout (pid {service.child.pid})" in done.stderr
        assert config.read_bytes() == before


def test_a_port_that_is_taken_names_who_and_connects_nobody(
    taken: int, turnout: Turnout, config: Path, tmp_path: Path
) -> None:
    ran = turnout("serve", "--port", str(taken), "--port-file", str(tmp_path / "port"))
    assert ran.status == 1
    assert f"Port {taken} is held by" in ran.err
    assert f"pid {os.getpid()}" in ran.err
    assert "turnout config set port" in ran.err
    assert not (tmp_path / "port").exists()
    turnout("config", "set", "port", str(taken))
    ran = turnout("use", "demo", "--json")
    assert (ran.status, ran.error["code"]) == (1, "port_taken")
    assert config.read_bytes() == MINE


def test_a_port_file_that_cannot_be_written(turnout: Turnout, tmp_path: Path) -> None:
    ran = turnout("serve", "--port", "0", "--port-file", str(tmp_path / "no" / "folder" / "port"))
    assert ran.status == 1
    assert "No such file" in ran.err
    assert turnout("status", "--json").json["running"] is False


def test_turnout_alone(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM")  # a platform of the user's choice would do without a display
    context.profiles.remove("demo")
    context.settings.set("port", 0)
    with ServiceProcess(tmp_path, command=None) as service:
        service.wait_for("turnout demo")
        assert "There is no display" in service.err
        assert "turnout profile add" in service.out
        assert "turnout preset list" in service.out
        assert service.end() == 0


LATER = (
    *("PySide6", "tomlkit", "keyring", "difflib", "truststore", "aiohttp_socks"),
    *("app.control.desk", "app.control.subjects", "app.log_filter", "app.doctor", "app.check.engine"),
    *("app.switching", "app.profile_editing", "app.export", "app.importing", "profiles.importers"),
)
"""What no start needs, and no request either: a request's price in time was looked at when each was named here."""


def test_what_a_start_does_without(tmp_path: Path, context: Context) -> None:
    code = (
        "import os, signal, sys\n"
        "import app.cli, app.cli.serve\n"
        "def look(text):\n"
        "    from aiohttp import connector\n"
        f"    print('imported:', [name for name in {LATER} if name in sys.modules])\n"
        "    print('certificates:', connector._SSL_CONTEXT_VERIFIED.cert_store_stats()['x509_ca'])\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "app.cli.serve.say = look\n"
        "sys.exit(app.cli.main(['serve', '--port', '0']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "imported: []\ncertificates: 0\n" in done.stdout
