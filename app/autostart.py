"""Start at login, by each system's own means; whether it is on is read from the system each time."""

import plistlib
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app import service_process
from profiles import safe_write

DELAY_S = 5
"""A tray host that starts at login needs a moment before it takes icons."""

_NAME = "turnout"
_LABEL = "org.turnout.app"
_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


class Autostart(Protocol):
    """Raises `OSError` or `ProfileError` where the system refuses."""

    def is_on(self) -> bool:
        """Tell whether Turnout starts at login."""

    def set(self, on: bool) -> None:
        """Let it, or not."""


class DesktopEntry:
    """Linux: an entry in the autostart folder of the desktop (XDG Autostart)."""

    def __init__(self, config_home: Path, words: Sequence[str]) -> None:
        self.path = config_home / "autostart" / f"{_NAME}.desktop"
        self._words = words

    def is_on(self) -> bool:
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return False
        # What a desktop's own settings write to switch an entry off.
        off = ("Hidden=true", "X-GNOME-Autostart-enabled=false")
        return not any(line.replace(" ", "") in off for line in lines)

    def set(self, on: bool) -> None:
        if on:
            _write(self.path, self._entry().encode())
        else:
            self.path.unlink(missing_ok=True)

    def _entry(self) -> str:
        command = " ".join(_quote_desktop(word) for word in self._words)
        return (
            "[Desktop Entry]\nType=Application\nName=Turnout\n"
            f"Comment=Run Codex and Claude Code on any model provider\nExec={command}\nTerminal=false\n"
            f"X-GNOME-Autostart-enabled=true\nX-GNOME-Autostart-Delay={DELAY_S}\n"
        )


class LaunchAgent:
    """macOS: an agent of launchd, which works without an application bundle, as login items do not."""

    def __init__(self, home: Path, words: Sequence[str]) -> None:
        self.path = home / "Library" / "LaunchAgents" / f"{_LABEL}.plist"
        self._words = words

    def is_on(self) -> bool:
        try:
            said = plistlib.loads(self.path.read_bytes())
        except (OSError, ValueError, plistlib.InvalidFileException):
            return False
        return isinstance(said, dict) and bool(said.get("RunAtLoad")) and not said.get("Disabled")

    def set(self, on: bool) -> None:
        if on:
            agent = {
                "Label": _LABEL,
                "ProgramArguments": list(self._words),
                "RunAtLoad": True,
                "ProcessType": "Interactive",
            }
            _write(self.path, plistlib.dumps(agent))
        else:
            self.path.unlink(missing_ok=True)


class RegistryRun:
    """Windows: the user's Run key."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def is_on(self) -> bool:
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:  # type: ignore[attr-defined,unused-ignore]
                value, _ = winreg.QueryValueEx(key, _NAME)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return bool(value)

    def set(self, on: bool) -> None:
        import subprocess
        import winreg

        access = winreg.KEY_SET_VALUE  # type: ignore[attr-defined,unused-ignore]
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY, 0, access) as key:  # type: ignore[attr-defined,unused-ignore]
            if on:
                line = subprocess.list2cmdline(self._words)
                winreg.SetValueEx(key, _NAME, 0, winreg.REG_SZ, line)  # type: ignore[attr-defined,unused-ignore]
                return
            try:
                winreg.DeleteValue(key, _NAME)  # type: ignore[attr-defined,unused-ignore]
            except FileNotFoundError:
                return


def autostart() -> Autostart:
    """Return this system's means, for this very Turnout."""
    words = launcher()
    if sys.platform == "win32":
        return RegistryRun(words)
    if sys.platform == "darwin":
        return LaunchAgent(Path.home(), words)
    import os

    config = os.environ.get("XDG_CONFIG_HOME") or ""
    return DesktopEntry(Path(config) if Path(config).is_absolute() else Path.home() / ".config", words)


def launcher() -> list[str]:
    """Return the absolute command line that starts the tray app without its window."""
    if not getattr(sys, "frozen", False):
        beside = shutil.which("turnout", path=str(Path(sys.executable).parent))
        if beside is not None:
            return [beside, "--hidden"]
    return service_process.command("--hidden")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    safe_write.update(path, lambda _: data)


def _quote_desktop(word: str) -> str:
    """Quote an argument as the Desktop Entry Specification wants it in Exec."""
    for special in ("\\", '"', "`", "$"):
        word = word.replace(special, f"\\{special}")
    # Once more as a string of the file, where a backslash escapes; and % would be a field code.
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'
