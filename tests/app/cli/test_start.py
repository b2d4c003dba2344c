"""`turnout` alone: the tray app where there can be a window, else a reason and the service."""

import argparse
import subprocess
import sys
from types import ModuleType

import pytest

from app.cli.start import start_app
from tests.app.serving import run_turnout
from tests.tree import ROOT


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The calls of `serve`."""
    calls: list[object] = []
    monkeypatch.setattr("app.cli.serve.serve", lambda arguments: calls.append(arguments) or 0)
    return calls


def test_it_starts_the_app(served: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    played = ModuleType("app.ui.application")
    played.run = lambda hidden: asked.append(hidden) or 7  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.ui.application", played)
    monkeypatch.setattr("app.ui.application", played, raising=False)
    assert start_app(argparse.Namespace(hidden=True)) == 7
    assert (asked, served) == ([True], [])


def test_no_window_is_possible(
    served: list[object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM")
    assert start_app(argparse.Namespace(hidden=False)) == 0
    assert len(served) == 1
    assert "There is no display, so Turnout serves without its tray app." in capsys.readouterr().err


def test_a_library_is_missing(
    served: list[object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "app.ui.application", raising=False)
    monkeypatch.delattr("app.ui.application", raising=False)

    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "app.ui.application":
                raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    assert start_app(argparse.Namespace(hidden=False)) == 0
    assert len(served) == 1
    said = capsys.readouterr().err
    assert "libEGL.so.1 is missing" in said
    assert "apt-get install libegl1" in said


def test_a_fault_of_ours_is_not_called_a_missing_library(
    served: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "app.ui.application", raising=False)
    monkeypatch.delattr("app.ui.application", raising=False)
    monkeypatch.setitem(sys.modules, "app.autostart", None)
    with pytest.raises(ImportError):
        start_app(argparse.Namespace(hidden=False))
    assert served == []


def test_a_display_that_cannot_be_opened_is_one_sentence() -> None:
    done = run_turnout("--port-file", "x", DISPLAY=":987", QT_QPA_PLATFORM="")
    assert done.returncode == 2  # the options of serve are not ours
    code = "import sys; from app.display import find_obstacle; print(find_obstacle({'DISPLAY': ':987'}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.startswith("The display :987 cannot be opened")


def test_the_app_loads_nothing_of_the_service() -> None:
    code = (
        "import sys\n"
        "import app.cli.start, app.ui.application\n"
        "print([name for name in ('aiohttp', 'asyncio', 'keyring', 'tomlkit', 'pyqtgraph', 'numpy', 'app.service')"
        " if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
