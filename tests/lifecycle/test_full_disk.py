"""Requirement 64: on a full disk the log stops and says so, and requests go on; with room again the log does too."""

import resource
from pathlib import Path

import pytest

from app.context import Context
from app.kept_requests import KeptRequests
from profiles.making import make_profile
from profiles.profile import KeyRef
from tests.app.serving import chat, wait_until
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply
from tests.lifecycle.service import FaultyService

KEY = "sk-canary-disk-0123456789"
UNLIMITED = resource.RLIM_INFINITY


def test_requirement_064_a_full_disk(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISK_KEY", KEY)
    with FakeProvider(Reply(text="here"), key=KEY) as provider:
        profile = make_profile(
            "fake", base_url=provider.url("chat"), wire="chat", key=KeyRef("env", "DISK_KEY")
        )
        context.profiles.add(profile.profile)
        context.routes.set("other", "fake")
        access = context.access.get("default")
        with FaultyService(tmp_path, retry=0.3) as service:
            assert chat(service.base, key=access) == (200, "here")
            for _ in wait_until(context.log_file.exists):
                service.check()
            # The system refuses every byte beyond, as a full disk does.
            resource.prlimit(service.child.pid, resource.RLIMIT_FSIZE, (8192, UNLIMITED))
            text = "x" * 20_000
            for _ in range(10):
                assert chat(service.base, text, key=access) == (200, "here")
            for _ in wait_until(lambda: "not being written" in str(service.status()["problem"])):
                service.check()
            assert chat(service.base, text, key=access) == (200, "here")
            resource.prlimit(service.child.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
            for _ in wait_until(lambda: service.status()["problem"] is None):
                service.check()
            assert chat(service.base, key=access) == (200, "here")
            service.child.terminate()
            assert service.wait() == 0
        assert service.said.count("not being written") == 1
    kept = KeptRequests(context, None).list("", 50)
    assert [one["state"] for one in kept] == ["done"] * 13
