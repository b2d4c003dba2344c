"""Requirement 65: never a silent dead port. A service that hangs or listens no longer is replaced on its port."""

import http.client
import signal
import time
from pathlib import Path

import pytest

from app import watchdog
from app.context import Context
from app.switching import switch
from app.trouble import log_file
from profiles.making import make_profile
from tests.app.serving import ask, chat, wait_until
from tests.extent import FULL, report
from tests.lifecycle.service import FaultyService

BEAT_S = watchdog.BEAT_SECONDS if FULL else 0.1
MINE = b'# mine\nmodel_reasoning_effort = "high"\n'


@pytest.fixture
def config(tmp_path: Path, context: Context) -> Path:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    file = tmp_path / "home" / ".codex" / "config.toml"
    file.parent.mkdir()
    file.write_bytes(MINE)
    return file


def harm(port: int, method: str, key: str, **headers: str) -> None:
    """Send what does it, and do not wait for an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    connection.request(method, "/api/hello", headers={"Authorization": f"Bearer {key}", **headers})
    if method == "HEAD":
        connection.getresponse().read()
    time.sleep(0.05)
    connection.close()


def answers(port: int) -> bool:
    """Whether somebody listens and answers there at once."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=0.2)
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


@pytest.mark.parametrize("method", ["GET", "HEAD"], ids=["hangs", "listens no longer"])
def test_requirement_065_it_answers_again_on_its_port(
    method: str, context: Context, config: Path, tmp_path: Path
) -> None:
    with FaultyService(tmp_path, beat=BEAT_S) as service:
        switch(context, "demo", port=service.port)
        connected = config.read_bytes()
        assert f":{service.port}/" in connected.decode()
        key = context.access.get("default")
        began = time.monotonic()
        harm(service.port, method, key)
        assert not answers(service.port)
        for _ in wait_until(lambda: answers(service.port)):
            service.check()
        took = time.monotonic() - began
        report(
            {"requirement": 65, "fault": method, "beat_s": BEAT_S, "listening_again_after_s": round(took, 2)}
        )
        assert not FULL or took <= (8 if method == "GET" else 3)
        assert chat(service.base, key=key)[0] == 200
        assert config.read_bytes() == connected
        assert "turnout: Turnout " in service.said
        assert "it starts anew" in service.said
        kept = log_file(context.paths).read_text()
        assert "faulty_service.py" in kept  # where it was
        assert key not in kept
        service.child.terminate()
        assert service.wait() == 0
    assert config.read_bytes() == MINE


def test_a_stopped_process_is_no_hung_one(context: Context, config: Path, tmp_path: Path) -> None:
    """Ctrl-Z, a debugger, a frozen group: afterwards it goes on with its streams."""
    with FaultyService(tmp_path, beat=BEAT_S, locked=5 * BEAT_S) as service:
        service.child.send_signal(signal.SIGSTOP)
        time.sleep(12 * BEAT_S)
        service.child.send_signal(signal.SIGCONT)
        for _ in wait_until(lambda: answers(service.port)):
            service.check()
        time.sleep(3 * BEAT_S)
        assert "anew" not in service.said
        assert ask(f"{service.base}/health", "GET", None, {})[0] == 200


def test_c_code_that_keeps_the_lock_ends_the_process(context: Context, tmp_path: Path) -> None:
    """No thread of Python can act then; the app sees a service that has ended, and starts another."""
    key = context.access.get("default")
    with FaultyService(tmp_path, beat=BEAT_S, locked=5 * BEAT_S) as service:
        harm(service.port, "GET", key, **{"X-Lock": "yes"})
        assert service.wait() == -signal.SIGPROF
        assert "faulty_service.py" in service.said
        assert "re/__init__.py" in service.said
