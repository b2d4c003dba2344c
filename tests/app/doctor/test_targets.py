"""Files beside the clients' own."""

from pathlib import Path

import pytest

from app import discovery
from app.context import Context
from app.discovery import Running
from app.doctor import mend, targets
from app.switching import switch
from profiles.activation import Activation
from profiles.making import make_profile
from profiles.places import finder
from tests.app.doctor.conftest import Find
from tests.fakes.linux_below import FakeWsl


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """The settings file of a VS Code with the extension."""
    home = tmp_path / "home"
    folder = home / ".config" / "Code" / "User"
    folder.mkdir(parents=True)
    (home / ".vscode" / "extensions" / "anthropic.claude-code-2.1.329").mkdir(parents=True)
    return folder / "settings.json"


@pytest.fixture
def connected(context: Context, free_port: int) -> Context:
    """Both clients at the demo."""
    context.profiles.add(make_profile("demo", preset="demo").profile)
    switch(context, "demo", port=free_port)
    return context


def test_an_editor_that_came_later(find: Find, connected: Context, editor_later: Path) -> None:
    [finding] = find("target_not_connected")
    assert "VS Code" in finding.message
    assert finding.fixable
    mend(connected, "target_not_connected", connected.settings.load().port)
    assert find("target_not_connected") == []
    assert "ANTHROPIC_BASE_URL" in editor_later.read_text()


@pytest.fixture
def editor_later(connected: Context, editor: Path) -> Path:
    """An editor installed after the switch."""
    return editor


def test_an_editor_whose_settings_somebody_has_changed(find: Find, editor: Path, connected: Context) -> None:
    editor.write_text(editor.read_text().replace("127.0.0.1", "elsewhere"))
    [finding] = find("target_changed")
    assert str(editor) in finding.message
    assert not finding.fixable


@pytest.mark.parametrize("with_route", [True, False])
def test_a_place_that_is_none_any_more(
    find: Find, connected: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_route: bool
) -> None:
    old = connected.activation.file_of("codex")
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "another place"))
    if not with_route:
        connected.routes.set("codex", None)
    [finding] = find("target_former")
    assert str(old) in finding.message
    mend(Context.from_environment(), "target_former", 8377)
    assert find("target_former") == []
    assert not old.exists()


@pytest.mark.parametrize(
    ("reached", "runs", "wslconfig", "found"),
    [
        (True, True, "", False),
        (False, True, "[wsl2]\nnetworkingMode=mirrored\n", True),
        (None, True, "[wsl2]\nnetworkingMode=mirrored\n", False),
        (None, True, "", True),
        (False, False, "[wsl2]\nnetworkingMode=mirrored\n", False),
        (True, False, None, True),
    ],
)
def test_wsl_that_does_not_reach_us(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    reached: bool | None, runs: bool, wslconfig: str | None, found: bool,
) -> None:  # fmt: skip
    wsl = FakeWsl(tmp_path / "wsl", "Ubuntu")
    wsl.use_client("Ubuntu", ".codex")
    wsl.use_client("Ubuntu", ".claude")
    wsl.reachable = reached
    monkeypatch.setattr(targets, "WSL", wsl)
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    if wslconfig is not None:
        (tmp_path / ".wslconfig").write_text(wslconfig)
    monkeypatch.setattr(discovery, "find", lambda _: Running(8377, 1, "t", "v") if runs else None)
    activation = Activation(context.paths, context.env, finder(context.paths, context.env, wsl))
    vars(context)["activation"] = activation
    findings = [one for one in targets.examine(context) if one.id == "wsl_loopback"]
    assert bool(findings) is found
    assert wsl.probed == ([("Ubuntu", 8377)] if runs else [])
    assert all("networkingMode=mirrored" in one.fix for one in findings)
