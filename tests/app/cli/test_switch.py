"""`turnout use`, `connect` and `restore` as a user types them; what they do is in test_switching.py."""

from pathlib import Path

import pytest

from app.instance import sole_service
from tests.app.conftest import Turnout
from tests.app.serving import ServiceInThread

FIELDS = {"changed", "diff", "mode", "profile", "clients", "warnings", "kept"}


@pytest.fixture(autouse=True)
def demo(turnout: Turnout) -> None:
    turnout("profile", "add", "demo", "--preset", "demo")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "home" / ".codex" / "config.toml"


def test_use_says_what_it_wrote_and_what_is_missing(turnout: Turnout, config: Path) -> None:
    ran = turnout("use", "demo")
    assert ran.status == 0
    assert f"wrote {config}" in ran.out
    assert "demo now serves codex, claude-code, other." in ran.out
    assert "turnout serve" in ran.err


def test_use_with_a_service_warns_of_nothing(turnout: Turnout, config: Path) -> None:
    with ServiceInThread() as service:
        assert turnout("use", "demo").err == ""
        assert f":{service.port}/v1" in config.read_text()


@pytest.mark.parametrize("words", [("use", "demo"), ("connect",), ("restore",)])
@pytest.mark.parametrize("client", ["codex", "claude-code", "other", "all"])
def test_json_has_the_shape_of_the_contract(words: tuple[str, ...], client: str, turnout: Turnout) -> None:
    turnout("use", "demo", "--client", "other")
    if words[0] == "connect" and client != "other":
        assert turnout(*words, "--client", client, "--json").error["code"] == "no_profile"
        turnout("use", "demo")
        turnout("restore")
    said = turnout(*words, "--client", client, "--json").json
    assert set(said) == FIELDS
    expected = ["codex", "claude-code"] if client == "all" else [client]
    if words[0] == "use":
        expected = ["codex", "claude-code", "other"] if client == "all" else [client]
    assert said["clients"] == ([] if client == "other" and words[0] != "use" else expected)
    assert said["mode"] == "proxy"
    assert all(set(change) == {"path", "before_sha256", "after_sha256"} for change in said["changed"])


def test_a_dry_run_prints_the_difference_and_masks_the_key(turnout: Turnout, config: Path) -> None:
    ran = turnout("use", "demo", "--dry-run")
    assert "+[model_providers.turnout]" in ran.out
    assert "tn-" not in ran.out
    assert not config.exists()
    turnout("use", "demo")
    assert "Nothing would change" in turnout("use", "demo", "--dry-run").out
    ran = turnout("restore", "--dry-run")
    assert "-[model_providers.turnout]" in ran.out
    assert config.exists()


def test_connect_and_restore(turnout: Turnout, config: Path) -> None:
    turnout("use", "demo")
    ran = turnout("restore")
    assert f"removed {config}" in ran.out
    assert "Restored: codex, claude-code." in ran.out
    assert not config.exists()
    assert "Nothing of Turnout's was in the files of codex, claude-code." in turnout("restore").out
    ran = turnout("connect", "--client", "codex")
    assert (f"wrote {config}" in ran.out, "Connected: codex." in ran.out) == (True, True)
    assert "turnout serve" in ran.err
    assert "nothing" in turnout("connect", "--client", "other").out


def test_other_apps_are_told_how(turnout: Turnout) -> None:
    assert "turnout access show default" in turnout("use", "demo", "--client", "other").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("use", "nope"), "profile_not_found"),
        (("connect",), "no_profile"),
        (("connect", "--client", "codex"), "no_profile"),
    ],
)
def test_what_cannot_be(words: tuple[str, ...], code: str, turnout: Turnout) -> None:
    ran = turnout(*words, "--json")
    assert (ran.status, ran.error["code"]) == (1, code)


@pytest.mark.parametrize("words", [("use", "demo"), ("use", "demo", "--dry-run"), ("restore",)])
def test_an_invalid_file_of_a_client(
    words: tuple[str, ...], turnout: Turnout, config: Path, tmp_path: Path
) -> None:
    config.parent.mkdir()
    config.write_text("model = \n")
    ran = turnout(*words)
    assert ran.status == 1
    assert str(config) in ran.err
    assert "line 1, column 9" in ran.err
    assert config.read_text() == "model = \n"
    assert not (tmp_path / "home" / ".claude" / "settings.json").exists()
    findings = turnout("doctor", "--json").json["findings"]
    assert [str(config) in one["message"] for one in findings if one["id"] == "bad_file"] == [True]


def test_restore_until_the_next_start(turnout: Turnout, config: Path) -> None:
    """What a service that was killed could not do: the next one connects the clients again."""
    turnout("use", "demo")
    assert config.exists()
    ran = turnout("restore", "--until-start")
    assert ran.status == 0
    assert "until the next start" in ran.out
    assert not config.exists()
    with ServiceInThread() as service:
        assert f":{service.port}/v1" in config.read_text()


def test_restore_until_the_next_start_as_json(turnout: Turnout, config: Path) -> None:
    turnout("use", "demo")
    assert turnout("restore", "--until-start", "--json").json == {"warnings": [], "connected": []}
    assert turnout("restore", "--until-start", "--client", "codex").status == 2


def test_a_service_that_runs_keeps_its_clients(turnout: Turnout, config: Path) -> None:
    with ServiceInThread() as service:
        turnout("use", "demo")
        with sole_service(service.context.paths):
            ran = turnout("restore", "--until-start", "--json")
        assert (ran.status, ran.error["code"]) == (1, "already_running")
        assert config.exists()


def test_undo(turnout: Turnout, config: Path) -> None:
    ran = turnout("undo")
    assert (ran.status, "nothing to undo" in ran.err) == (1, True)
    turnout("use", "demo")
    assert "-[model_providers.turnout]" in turnout("undo", "--dry-run").out
    assert config.exists()
    ran = turnout("undo")
    assert f"removed {config}" in ran.out
    assert "Undone for codex, claude-code, other." in ran.out
    assert not config.exists()
    turnout("use", "demo", "--client", "codex")
    turnout("restore")
    said = turnout("undo", "--json").json
    assert set(said) == FIELDS
    assert [change["path"] for change in said["changed"]][-1] == str(config)
    assert config.exists()


def test_directly(turnout: Turnout, config: Path) -> None:
    url = ("--base-url", "https://a.example.com/v1", "--wire", "responses", "--key-env", "SOME_KEY")
    turnout("profile", "add", "rx", *url, "--model", "m")
    ran = turnout("use", "rx", "--client", "codex", "--mode", "direct")
    assert "rx now serves codex directly, without Turnout in between." in ran.out
    assert "turnout serve" not in ran.err
    assert "directly" in turnout("status").out
    ran = turnout("use", "rx", "--mode", "direct", "--json")
    assert (ran.status, ran.error["code"]) == (1, "direct_impossible")
    assert "--mode proxy" in ran.error["fix"]
