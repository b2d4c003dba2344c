"""What every test gets: a home of its own, nothing of the caller's environment, and real programs by name.

And what every run gets: if a worker crashes, the lines of code it was at.
"""

import faulthandler
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import HealthCheck, settings

from tests import machine
from tests.fakes.qt_remains import destroy_remains

# Anything that could send a test to a real provider, a real proxy or the caller's own files and screen.
FOREIGN_SUFFIXES = ("_API_KEY", "_AUTH_TOKEN")
FOREIGN_PREFIXES = ("ANTHROPIC_", "CLAUDE", "CODEX_", "OPENAI_", "TURNOUT_", "XDG_")
FOREIGN_NAMES = ("ALL_PROXY", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY",
                 "WAYLAND_DISPLAY")  # fmt: skip

# A machine that has other things to do is no finding.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

CRASHES = pytest.StashKey[Path]()
"""Where the workers of this run write what they crashed at; one file each."""
CRASH_FILE = pytest.StashKey[IO[str]]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker, before it starts, where to write if it crashes."""
    stash = node.config.stash
    if CRASHES not in stash:
        stash[CRASHES] = Path(tempfile.mkdtemp(prefix="turnout-crashes-"))
    node.workerinput["crashes"] = str(stash[CRASHES])


def pytest_configure(config: pytest.Config) -> None:
    worker = getattr(config, "workerinput", None)
    if worker is None:  # no capture yet: the terminal
        config.stash[CRASH_FILE] = os.fdopen(os.dup(2), "w", encoding="utf-8")
    else:
        file = Path(worker["crashes"]) / worker["workerid"]
        config.stash[CRASH_FILE] = file.open("w", encoding="utf-8")


def pytest_runtest_setup(item: pytest.Item) -> None:
    # Each time: the tests of the app's own crash file switch it off.
    faulthandler.enable(item.config.stash[CRASH_FILE], all_threads=False)  # of hundreds, the guilty one


def crashes(config: pytest.Config) -> dict[str, str]:
    """What the workers that crashed were at, by the worker's name."""
    folder = config.stash.get(CRASHES, None)
    files = sorted(folder.iterdir()) if folder is not None else []
    said = {file.name: file.read_text(encoding="utf-8", errors="replace").strip() for file in files}
    return {name: text for name, text in said.items() if text}


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if crashes(session.config):  # what was to come has not run: this is more than a test that failed
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for name, text in crashes(config).items():
        terminalreporter.section(f"{name} crashed", red=True)
        terminalreporter.line(text)


def pytest_unconfigure(config: pytest.Config) -> None:
    faulthandler.disable()
    config.stash[CRASH_FILE].close()
    if (folder := config.stash.get(CRASHES, None)) is not None:
        shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def no_remains() -> Iterator[None]:
    """First, and so the last to end: what other fixtures show or destroy is of their making."""
    yield
    destroy_remains()


@pytest.fixture(autouse=True)
def own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point every folder and service of the user into the test's own folder."""
    for name in list(os.environ):
        foreign = name.startswith(FOREIGN_PREFIXES) or name.endswith(FOREIGN_SUFFIXES)
        if foreign or name.upper() in FOREIGN_NAMES:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    runtime = home / "run"
    home.mkdir()
    runtime.mkdir(mode=0o700)
    for name, folder in {
        "HOME": home,
        "CODEX_HOME": home / ".codex",
        "CLAUDE_CONFIG_DIR": home / ".claude",
        "TURNOUT_HOME": home / "turnout",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_DATA_HOME": home / ".local" / "share",
        "XDG_STATE_HOME": home / ".local" / "state",
        "XDG_RUNTIME_DIR": runtime,
    }.items():
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def require_client() -> Callable[[str], Path]:
    """`require_client("codex" | "claude")` returns the path of the real client's binary."""
    return machine.find_client


@pytest.fixture
def require_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], dict[str, str]]]:
    """`require_keyring()` starts an unlocked gnome-keyring, selects it and returns the variables for it."""
    with ExitStack() as session:

        def begin() -> dict[str, str]:
            variables = session.enter_context(machine.keyring_session())
            for name, value in variables.items():
                monkeypatch.setenv(name, value)
            return variables

        yield begin


@pytest.fixture
def require_display(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """`require_display()` starts an X server without a screen, selects it and returns the display's name."""
    with ExitStack() as session:

        def begin() -> str:
            display = session.enter_context(machine.virtual_display())
            monkeypatch.setenv("DISPLAY", display)
            monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
            return display

        yield begin
