"""The counters' file: written beside the requests, whole, private, and what it is worth after a kill."""

import asyncio
import json
import logging
import signal
import stat
from pathlib import Path
from typing import Any

import pytest

from app.access_counters import AccessCounters
from app.context import Context
from profiles.making import make_profile
from profiles.profile import KeyRef
from proxy.access import AccessKey
from proxy.conversation import Usage
from proxy.limits.gate import Gate
from proxy.limits.rules import AccessRules
from tests.app.serving import ServiceInThread, ServiceProcess, chat, wait_until
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply

KEY = AccessKey("k", "tn-canary", rules=AccessRules(per_day=9, per_minute=9, tokens=99))
PROVIDER_KEY = "sk-canary-provider-0123456789"
DEADLINE_S = 30.0


def use(gate: Gate) -> None:
    visit = gate.visit(KEY)
    visit.enter("m", {})
    visit.leave(Usage(input=2, output=3))


async def test_what_is_counted_is_there_after_a_restart(tmp_path: Path) -> None:
    file, gate = tmp_path / "counters.json", Gate()
    counters = AccessCounters(file, gate)
    counters.load()
    use(gate)
    async with asyncio.timeout(DEADLINE_S):
        while not file.exists():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    use(gate)
    await counters.close()
    after = Gate()
    AccessCounters(file, after).load()
    assert after.figures(KEY) == {"minute": 2, "day": 2, "tokens": 10, "active": 0}


async def test_nothing_counted_nothing_written(tmp_path: Path) -> None:
    gate = Gate()
    file = tmp_path / "counters.json"
    counters = AccessCounters(file, gate)
    gate.visit(AccessKey("k", "tn-canary")).leave(Usage(1, 1))
    await counters.close()
    assert not file.exists()


async def test_the_end_in_the_middle_of_a_write_keeps_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.access_counters.SAVE_AFTER_S", 0)
    file, gate = tmp_path / "counters.json", Gate()
    counters = AccessCounters(file, gate)
    for number in range(1, 8):
        use(gate)
        await asyncio.sleep(0.001 * number)
    await counters.close()
    assert json.loads(file.read_text())["keys"]["k"]["tokens"] == 35


@pytest.mark.parametrize("text", ["{", "[]", '{"saved_at": 1, "keys": {"k": {}}}', "\x00"])
def test_damage_counts_as_nothing_and_is_said(
    text: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file, gate = tmp_path / "counters.json", Gate()
    file.write_text(text)
    with caplog.at_level(logging.WARNING):
        AccessCounters(file, gate).load()
    assert str(file) in caplog.text
    assert gate.figures(KEY)["day"] == 0


async def test_a_disk_that_takes_nothing_is_said_and_requests_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate()
    (tmp_path / "file").write_text("")
    counters = AccessCounters(tmp_path / "file" / "counters.json", gate)
    use(gate)
    await counters.close()
    assert "could not be kept" in caplog.text
    assert gate.figures(KEY)["day"] == 1


# ---------------------------------------------------------------------------- with a service
@pytest.fixture
def served(context: Context, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("FAKE_KEY", PROVIDER_KEY)
    with FakeProvider(Reply(text="hi"), key=PROVIDER_KEY) as provider:
        made = make_profile(
            "fake", base_url=provider.url("chat"), wire="chat", model="m", key=KeyRef("env", "FAKE_KEY")
        )
        context.profiles.add(made.profile)
        context.routes.set("other", "fake")
        yield provider


def kept(context: Context) -> int:
    """The requests of the day in the file."""
    file = context.paths.state / "access-counters.json"
    return json.loads(file.read_text())["keys"]["default"]["requests"] if file.exists() else 0


def test_a_kill_takes_at_most_the_last_second(context: Context, served: FakeProvider, tmp_path: Path) -> None:
    context.access.edit("default", {"rpd": 4})
    key = context.access.get("default")
    with ServiceProcess(tmp_path, "--port", "0") as service:
        for _ in range(3):
            assert chat(f"http://127.0.0.1:{service.port}", key=key)[0] == 200
        for _ in wait_until(lambda: kept(context) == 3):
            pass
        assert chat(f"http://127.0.0.1:{service.port}", key=key)[0] == 200
        service.end(signal.SIGKILL)
    assert kept(context) in (3, 4)  # whole in any case
    with ServiceProcess(tmp_path, "--port", "0") as service:
        base = f"http://127.0.0.1:{service.port}"
        passed = sum(chat(base, key=key)[0] == 200 for _ in range(3))
        assert passed == 4 - kept_at_start(context, passed)
        status, said = chat(base, key=key)
        assert (status, "rate_limit_rpd" in said) == (429, True)


def kept_at_start(context: Context, passed: int) -> int:
    """What the second service began with, told from the file once it has counted all that passed."""
    for _ in wait_until(lambda: kept(context) == 4):
        pass
    return kept(context) - passed


def test_an_orderly_end_loses_nothing(context: Context, served: FakeProvider) -> None:
    context.access.edit("default", {"rpd": 2, "quota_tokens": 10**6})
    key = context.access.get("default")
    with ServiceInThread() as service:
        assert chat(service.base, key=key)[0] == 200
    assert kept(context) == 1
    with ServiceInThread() as service:
        assert [chat(service.base, key=key)[0] for _ in range(2)] == [200, 429]
        # Another begin of the counts, made while the service runs.
        context.access.edit("default", {}, reset_usage=True)
        assert chat(service.base, key=key)[0] == 200


def test_edits_by_hand_count_at_once(context: Context, served: FakeProvider) -> None:
    key = context.access.get("default")
    with ServiceInThread() as service:
        assert chat(service.base, key=key)[0] == 200
        document = json.loads(context.access.path.read_text())
        document["keys"]["default"]["enabled"] = False
        context.access.path.write_text(json.dumps(document))
        status, said = chat(service.base, key=key)
        assert (status, "api_key_disabled" in said) == (403, True)
        document["keys"]["default"]["rpm"] = "many"
        context.access.path.write_text(json.dumps(document))
        assert chat(service.base, key=key)[0] == 403, "what was read before stays in force"
        problem = service.control("GET", "status")[1]["problem"]
        assert "'default'" in problem
        assert "rpm cannot be 'many'" in problem
        del document["keys"]["default"]["enabled"], document["keys"]["default"]["rpm"]
        context.access.path.write_text(json.dumps(document))
        assert chat(service.base, key=key)[0] == 200
