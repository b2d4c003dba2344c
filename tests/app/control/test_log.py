"""A recorded request of the real service, in its other forms and sent again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from profiles.making import make_profile
from tests.app.serving import ServiceInThread, chat, wait_until


@pytest.fixture
def service() -> Iterator[ServiceInThread]:
    """A service with the demo provider as two profiles; the first serves other programs."""
    with ServiceInThread() as running:
        for name in ("demo", "again"):
            running.context.profiles.add(make_profile(name, preset="demo").profile)
        running.context.routes.set("other", "demo")
        assert running.control("POST", "reload")[0] == 200
        yield running


@pytest.fixture
def request_id(service: ServiceInThread) -> str:
    """The id of a request that was served."""
    status, _ = chat(service.base, "你好", key=service.context.access.get("default"))
    assert status == 200
    [summary] = listed(service)
    return str(summary["id"])


def listed(service: ServiceInThread) -> list[dict[str, Any]]:
    _, answer = service.control("GET", "exchanges")
    found: list[dict[str, Any]] = answer["exchanges"]
    return found


def test_curl_of_both_sides(service: ServiceInThread, request_id: str) -> None:
    status, upstream = service.control("GET", f"exchanges/{request_id}/curl")
    assert status == 200
    assert "/v1/chat/completions" in upstream["text"]
    status, client = service.control("GET", f"exchanges/{request_id}/curl?leg=client")
    assert f"{service.base}/v1/chat/completions" in client["text"]
    assert service.context.access.get("default") not in client["text"]


def test_the_error_report(service: ServiceInThread, request_id: str) -> None:
    status, report = service.control("GET", f"exchanges/{request_id}/report")
    assert status == 200
    assert request_id in report["text"]


@pytest.mark.parametrize("profile", [None, "again"])
def test_a_replay_is_a_request_of_its_own(
    service: ServiceInThread, request_id: str, profile: str | None
) -> None:
    status, answer = service.control("POST", f"exchanges/{request_id}/replay", {"profile": profile})
    assert status == 200
    for _ in wait_until(lambda: all(one["state"] == "done" for one in listed(service))):
        pass
    first, second = listed(service)
    assert second["id"] == answer["id"] != first["id"]
    assert second["replay_of"] == request_id
    assert second["profile"] == (profile or "demo")
    assert second["client"] == first["client"]


def test_a_replay_to_a_profile_that_is_not_there(service: ServiceInThread, request_id: str) -> None:
    status, answer = service.control("POST", f"exchanges/{request_id}/replay", {"profile": "none"})
    assert status == 404
    assert answer["error"]["code"] == "profile_not_found"


def test_a_request_without_its_body_cannot_be_sent_again(service: ServiceInThread) -> None:
    service.control("PATCH", "settings", {"record_bodies": "never"})
    chat(service.base, "hello", key=service.context.access.get("default"))
    [summary] = listed(service)
    status, answer = service.control("POST", f"exchanges/{summary['id']}/replay", {})
    assert (status, answer["error"]["code"]) == (400, "body_not_kept")


@pytest.mark.parametrize("kind", ["har", "jsonl"])
def test_an_export_holds_what_matches(
    service: ServiceInThread, request_id: str, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / f"log.{kind}"
    status, answer = service.control("POST", "export", {"format": kind, "path": str(path)})
    assert (status, answer) == (200, {"path": str(path), "count": 1})
    text = path.read_text(encoding="utf-8")
    assert "你好" in text
    assert service.context.access.get("default") not in text
    status, answer = service.control(
        "POST", "export", {"format": "jsonl", "path": str(path), "filter": "status:5xx"}
    )
    assert answer["count"] == 0
    status, answer = service.control(
        "POST", "export", {"format": "jsonl", "path": str(path), "ids": [request_id, "x_gone"]}
    )
    assert answer["count"] == 1
    assert json.loads(path.read_text(encoding="utf-8"))["id"] == request_id


@pytest.mark.parametrize(
    "asked",
    [{"path": "relative.har"}, {"path": "/tmp/x", "format": "pdf"}, {"path": "/tmp/x", "ids": "x"}, {}],
)
def test_what_cannot_be_exported_is_said(service: ServiceInThread, asked: dict[str, Any]) -> None:
    status, answer = service.control("POST", "export", asked)
    assert status == 400
    assert answer["error"]["message"]


@pytest.mark.parametrize("path", ["curl", "report"])
def test_a_request_that_is_not_kept(service: ServiceInThread, path: str) -> None:
    status, answer = service.control("GET", f"exchanges/x_gone/{path}")
    assert (status, answer["error"]["code"]) == (404, "no_such_exchange")
