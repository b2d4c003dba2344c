"""Where a client's entries go beside its own file."""

from pathlib import Path

from profiles.paths import Paths
from profiles.places import Place, find_in_wsl, finder
from profiles.settings import SettingsStore
from tests.fakes.linux_below import FakeWsl


def test_editors_unless_they_are_not_wanted(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "TURNOUT_HOME": str(tmp_path / "t")}
    paths = Paths.from_env(env)
    (tmp_path / ".config" / "Code" / "User").mkdir(parents=True)
    (tmp_path / ".vscode" / "extensions" / "anthropic.claude-code-2.1.0").mkdir(parents=True)
    find = finder(paths, env)
    place = Place("vscode", "claude-code", tmp_path / ".config/Code/User/settings.json", "VS Code")
    assert find() == (place,)
    SettingsStore(paths).set("write_vscode", "off")
    assert find() == ()
    paths.settings_toml.write_text("not = [toml")
    assert find() == (place,)


def test_homes_in_wsl(tmp_path: Path) -> None:
    wsl = FakeWsl(tmp_path, "Ubuntu", "Debian", "Alpine")
    wsl.homes["Alpine"] = None
    codex = wsl.use_client("Ubuntu", ".codex") / "config.toml"
    claude = wsl.use_client("Debian", ".claude") / "settings.json"
    expected = (
        Place("codex", "codex", codex, "WSL Ubuntu", "Ubuntu"),
        Place("claude-code", "claude-code", claude, "WSL Debian", "Debian"),
    )
    assert find_in_wsl(wsl) == expected
    paths = Paths.from_env({"TURNOUT_HOME": str(tmp_path / "t")})
    assert finder(paths, {}, wsl)() == expected
