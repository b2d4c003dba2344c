"""Start at login: each system's own means, in a home of the test; what is so is read from there each time."""

import plistlib
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import pytest

from app import autostart as module
from app.autostart import Autostart, DesktopEntry, LaunchAgent, RegistryRun, autostart, launcher

WORDS = ["/opt/my apps/turnout", "--hidden"]


class FakeRegistry(ModuleType):
    """winreg with one key."""

    HKEY_CURRENT_USER, KEY_SET_VALUE, REG_SZ = "HKCU", 2, 1

    def __init__(self) -> None:
        super().__init__("winreg")
        self.values: dict[str, Any] = {}

    def OpenKey(self, root: str, path: str, reserved: int = 0, access: int = 0) -> "FakeRegistry":  # noqa: N802
        assert (root, path) == ("HKCU", r"Software\Microsoft\Windows\CurrentVersion\Run")
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def QueryValueEx(self, _key: object, name: str) -> tuple[Any, int]:  # noqa: N802
        if name not in self.values:
            raise FileNotFoundError(name)
        return self.values[name], self.REG_SZ

    def SetValueEx(self, _key: object, name: str, _reserved: int, kind: int, value: Any) -> None:  # noqa: N802
        assert kind == self.REG_SZ
        self.values[name] = value

    def DeleteValue(self, _key: object, name: str) -> None:  # noqa: N802
        if self.values.pop(name, None) is None:
            raise FileNotFoundError(name)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> FakeRegistry:
    registry = FakeRegistry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    return registry


@pytest.mark.parametrize(
    "make",
    [
        lambda home: DesktopEntry(home / ".config", WORDS),
        lambda home: LaunchAgent(home, WORDS),
        lambda home: RegistryRun(WORDS),
    ],
    ids=["linux", "macos", "windows"],
)
def test_on_and_off_and_again(
    make: Callable[[Path], Autostart], tmp_path: Path, registry: FakeRegistry
) -> None:
    start = make(tmp_path)
    assert not start.is_on()
    start.set(False)
    for _ in range(2):
        start.set(True)
        start.set(True)
        assert start.is_on()
        assert make(tmp_path).is_on()
        start.set(False)
        assert not start.is_on()


def test_the_desktop_entry(tmp_path: Path) -> None:
    entry = DesktopEntry(tmp_path, ['/opt/50% "my" $apps/turnout', "--hidden"])
    entry.set(True)
    lines = entry.path.read_text().splitlines()
    assert entry.path == tmp_path / "autostart" / "turnout.desktop"
    assert lines[0] == "[Desktop Entry]"
    assert "X-GNOME-Autostart-Delay=5" in lines
    assert "Terminal=false" in lines
    command = next(line for line in lines if line.startswith("Exec=")).removeprefix("Exec=")
    unescaped = command.replace("\\\\", "\\").replace("%%", "%")
    assert shlex.split(unescaped.replace("\\$", "$")) == ['/opt/50% "my" $apps/turnout', "--hidden"]


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled = false"])
def test_switched_off_by_the_desktop(line: str, tmp_path: Path) -> None:
    entry = DesktopEntry(tmp_path, WORDS)
    entry.set(True)
    entry.path.write_text(entry.path.read_text() + line + "\n")
    assert not entry.is_on()
    entry.set(True)
    assert entry.is_on()


def test_the_launch_agent(tmp_path: Path) -> None:
    agent = LaunchAgent(tmp_path, WORDS)
    agent.set(True)
    said = plistlib.loads(agent.path.read_bytes())
    assert agent.path.parent == tmp_path / "Library" / "LaunchAgents"
    assert agent.path.stem == said["Label"]
    assert said["ProgramArguments"] == WORDS
    assert said["RunAtLoad"] is True
    agent.path.write_bytes(plistlib.dumps({**said, "Disabled": True}))
    assert not agent.is_on()
    agent.path.write_bytes(b"damaged")
    assert not agent.is_on()


def test_the_run_key(registry: FakeRegistry) -> None:
    RegistryRun(WORDS).set(True)
    assert registry.values == {"turnout": '"/opt/my apps/turnout" --hidden'}


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("in the way")
    with pytest.raises(OSError):
        DesktopEntry(tmp_path, WORDS).set(True)


@pytest.mark.parametrize(
    ("platform", "kind"), [("linux", DesktopEntry), ("darwin", LaunchAgent), ("win32", RegistryRun)]
)
def test_this_systems_means(
    platform: str, kind: type, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module.sys, "platform", platform)
    found = autostart()
    assert isinstance(found, kind)
    if isinstance(found, DesktopEntry):
        assert found.path == tmp_path / "home" / ".config" / "autostart" / "turnout.desktop"
        monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
        assert autostart().path == tmp_path / "home" / ".config" / "autostart" / "turnout.desktop"  # type: ignore[attr-defined]


def test_the_launcher_is_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    beside = tmp_path / "turnout"
    beside.write_text("#!/bin/sh\n")
    beside.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert launcher() == [str(beside), "--hidden"]
    beside.unlink()
    assert launcher() == [str(tmp_path / "python"), "-m", "app.cli", "--hidden"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert launcher() == [str(tmp_path / "python"), "--hidden"]
