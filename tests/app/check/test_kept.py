"""Results kept in the state folder."""

import stat
from typing import Any

from app.check import kept
from app.context import Context


def result(profile: str = "p", quick: bool = False, model: str = "m", **capabilities: Any) -> dict[str, Any]:
    return {"profile": profile, "quick": quick, "model": model, "verdicts": {}, "capabilities": capabilities}


def test_results_are_private_and_come_back(context: Context) -> None:
    kept.keep(context.paths, result(images={"chat": True}))
    assert kept.read(context.paths, "p") == result(images={"chat": True})
    file = context.paths.state / "checks" / "p.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(kept.read_all(context.paths)) == ["p"]
    kept.forget(context.paths, "p")
    kept.forget(context.paths, "p")
    assert kept.read(context.paths, "p") is None


def test_damaged_files_are_none(context: Context) -> None:
    assert kept.read_all(context.paths) == {}
    kept.keep(context.paths, result())
    (context.paths.state / "checks" / "p.json").write_text("[1")
    (context.paths.state / "checks" / "q.json").write_text("[]")
    (context.paths.state / "checks" / "r.json").write_text("[" * 5_000)
    (context.paths.state / "checks" / "s.json").write_text('{"verdicts": {}, "capabilities": "x"}')
    assert kept.read_all(context.paths) == {}


def test_a_quick_check_keeps_what_was_seen_beyond_it(context: Context) -> None:
    kept.keep(context.paths, result(images={"chat": True}, tools={"chat": True}))
    kept.keep(context.paths, result(quick=True, tools={"chat": False}))
    found = kept.read(context.paths, "p")
    assert found is not None and found["capabilities"] == {"images": {"chat": True}, "tools": {"chat": False}}
    kept.keep(context.paths, result(quick=True, model="other", tools={"chat": True}))
    found = kept.read(context.paths, "p")
    assert found is not None and found["capabilities"] == {"tools": {"chat": True}}
