"""`turnout check` on the command line."""

import stat
from pathlib import Path

import pytest

from app.check import kept
from app.context import Context
from tests.app.conftest import Turnout
from tests.fakes.script import NewApi
from tests.fakes.zoo import KEY
from tests.fakes.zoo_provider import MODEL, ZooProvider


@pytest.fixture
def add(turnout: Turnout, monkeypatch: pytest.MonkeyPatch) -> object:
    """`add(fake, "id")` makes a profile of a fake provider."""
    monkeypatch.setenv("ZOO_KEY", KEY)

    def make(fake: ZooProvider, name: str = "p") -> None:
        words = ("--base-url", fake.url("chat"), "--wire", "chat", "--model", MODEL, "--key-env", "ZOO_KEY")
        ran = turnout("profile", "add", name, *words)
        assert ran.status == 0, ran.err

    return make


def test_a_quick_check_in_words(turnout: Turnout, add: object, context: Context) -> None:
    with ZooProvider(wires=("chat",)) as fake:
        add(fake)  # type: ignore[operator]
        ran = turnout("check", "p", "--quick")
    assert ran.status == 0, ran.err
    assert ran.out.startswith("Checking p: 12 steps, about ")
    assert "✓ Tool result              as Claude Code" in ran.out
    assert "Codex: works through translation.\n" in ran.out
    result = kept.read(context.paths, "p")
    assert result is not None and result["verdicts"]["codex"]["verdict"] == "translation"


def test_json_and_one_client(turnout: Turnout, add: object) -> None:
    with ZooProvider(wires=("chat",)) as fake:
        add(fake)  # type: ignore[operator]
        ran = turnout("check", "p", "--quick", "--json", "--client", "codex")
    assert (ran.status, ran.err) == (0, "")
    assert set(ran.json["verdicts"]) == {"codex"}
    assert KEY not in ran.out


def test_a_report_is_written_privately(turnout: Turnout, add: object, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    with ZooProvider(door=NewApi(401, f"bad token {KEY}")) as fake:
        add(fake)  # type: ignore[operator]
        ran = turnout("check", "p", "--quick", "--report", str(report))
        assert ran.status == 0
        assert "→ Store the right key: turnout key set p" in ran.out
        failed = turnout("check", "p", "--quick", "--report", str(tmp_path / "no" / "report.md"))
    text = report.read_text()
    assert "`key_refused` (fatal)" in text
    assert KEY not in text
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert failed.status == 1 and "cannot be used" in failed.err


def test_all_profiles_make_a_matrix(turnout: Turnout, add: object) -> None:
    assert "No profiles yet" in turnout("check", "--all").out
    with ZooProvider(wires=("chat",)) as fake:
        add(fake, "one")  # type: ignore[operator]
        add(fake, "two")  # type: ignore[operator]
        ran = turnout("check", "--all", "--quick")
        told = turnout("check", "--all", "--quick", "--json").json
    assert ran.out.count("works through translation") == 4
    heads, one, two = ran.out.strip().splitlines()[-3:]
    assert heads.split()[:2] == ["PROFILE", "CODEX"]
    assert (one.split()[:2], two.split()[:2]) == (["one", "translation"], ["two", "translation"])
    assert [entry["profile"] for entry in told["matrix"]] == ["one", "two"]
    assert len(told["checks"]) == 2


def test_prices_are_counted(turnout: Turnout, add: object, context: Context) -> None:
    from dataclasses import replace

    from profiles.prices import Price

    with ZooProvider(wires=("chat",)) as fake:
        add(fake)  # type: ignore[operator]
        profile = context.profiles.get("p")
        context.profiles.update(replace(profile, prices={MODEL: Price(1.0, None, 2.0, "CNY")}))
        ran = turnout("check", "p", "--quick")
    assert "This check cost CNY 0.0" in ran.out


@pytest.mark.parametrize("words", [(), ("p", "--all"), ("p", "--client", "other")])
def test_wrong_usage(words: tuple[str, ...], turnout: Turnout) -> None:
    assert turnout("check", *words).status == 2


def test_a_profile_that_is_not_there(turnout: Turnout) -> None:
    ran = turnout("check", "nobody", "--json")
    assert (ran.status, ran.error["code"]) == (1, "profile_not_found")
