"""`turnout export`, with a running service and without one."""

import json
from pathlib import Path

from app.context import Context
from profiles.making import make_profile
from tests.app.conftest import Turnout
from tests.app.serving import ServiceInThread, chat


def test_requests_go_into_a_file(turnout: Turnout, context: Context, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    context.profiles.add(make_profile("demo", preset="demo").profile)
    context.routes.set("other", "demo")
    with ServiceInThread() as service:
        key = context.access.get("default")
        assert chat(service.base, "你好", key=key)[0] == 200
        ran = turnout("export", "--out", str(path), "--format", "jsonl")
        assert (ran.status, "Wrote 1 request(s)" in ran.out) == (0, True)
        [kept] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert json.loads(kept["bodies"]["client_request"])["messages"][0]["content"] == "你好"
        assert key not in path.read_text(encoding="utf-8")
    ran = turnout("export", "--out", str(path), "--json")
    assert ran.json == {"path": str(path), "count": 1}
    assert len(json.loads(path.read_text(encoding="utf-8"))["log"]["pages"]) == 1
    assert turnout("export", "--out", str(path), "--filter", "status:5xx", "--json").json["count"] == 0


def test_what_cannot_be_written(turnout: Turnout, tmp_path: Path) -> None:
    ran = turnout("export", "--out", str(tmp_path / "none" / "x.har"), "--json")
    assert (ran.status, ran.error["code"]) == (1, "cannot_write")
    assert turnout("export").status == 2
