"""Whether there can be a window: found out without Qt, and said in one sentence with its fix."""

import os
import socket
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import SimpleNamespace

import pytest

from app import display
from app.display import explain_import, find_obstacle


def test_no_display() -> None:
    said = find_obstacle({})
    assert said is not None
    assert said.startswith("There is no display")
    assert "command line" in said


@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_display_where_nobody_answers(variable: str) -> None:
    said = find_obstacle({variable: ":987", "XDG_RUNTIME_DIR": os.environ["XDG_RUNTIME_DIR"]})
    assert said is not None
    assert said.startswith("The display :987 cannot be opened")
    assert "Check DISPLAY" in said


def test_a_platform_of_the_users_choice_is_not_judged() -> None:
    assert find_obstacle({"QT_QPA_PLATFORM": "offscreen"}) is None


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_have_one(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert find_obstacle({}) is None


def test_no_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    said = find_obstacle({"QT_QPA_PLATFORM": "offscreen"})
    assert said is not None
    assert "PySide6 is not installed" in said
    assert "pip install PySide6-Essentials" in said


@pytest.mark.display
def test_a_display_that_answers(require_display: Callable[[], str]) -> None:
    assert find_obstacle({"DISPLAY": require_display()}) is None


def test_wayland_that_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "_missing_library", lambda package: None)
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind("wayland-9")
        compositor.listen()
        assert find_obstacle({"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": "."}) is None


def test_a_missing_library_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = tmp_path / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    plugin.parent.mkdir(parents=True)
    plugin.write_bytes(b"")
    spec = ModuleSpec("PySide6", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: spec)
    monkeypatch.setattr(display, "_x_answers", lambda name: True)

    def load(name: str) -> None:
        raise OSError("libxcb-cursor.so.0: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(display, "ctypes", SimpleNamespace(CDLL=load))
    said = find_obstacle({"DISPLAY": ":1"})
    assert said is not None
    assert said.startswith("libxcb-cursor.so.0 is missing")
    assert said.endswith("sudo apt-get install libxcb-cursor0")
    plugin.unlink()
    assert find_obstacle({"DISPLAY": ":1"}) is None


def test_without_libxcb_qt_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> None:
        raise OSError("libxcb.so.1: no")

    monkeypatch.setattr(display.ctypes, "CDLL", load)
    assert display._x_answers(":987") is True


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("libGL.so.1: cannot open shared object file", "sudo apt-get install libgl1"),
        ("libodd.so.7: cannot open shared object file", "Install what provides it."),
        ("DLL load failed while importing QtCore", "Qt cannot be loaded (DLL load failed"),
    ],
)
def test_an_import_that_failed(error: str, said: str) -> None:
    assert said in explain_import(ImportError(error))
