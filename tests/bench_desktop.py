"""Measures the app on a virtual display with the real service: `python -m tests.bench_desktop [SECONDS]`.

Start-up, memory and idle CPU of both processes (idle for SECONDS, 60 if not said), the feed of events, and the event
loop's lag while a keyring hangs. Needs what the desktop tests need: Xvfb, openbox, trayer, xdotool, gnome-keyring.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before the first import of Qt; the app itself gets a display

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app import discovery
from app.service_process import ServiceProcess
from app.ui.link import Link, Problem
from app.ui.requests.model import RequestModel
from tests import machine
from tests.desktop.desk import Desk
from tests.desktop.lag import Lag
from tests.fakes.control_api import ControlApi, Conversation
from tests.fakes.summaries import summary
from tests.tree import ROOT

STARTS = 5
IDLE_SECONDS = 60.0
HANG_SECONDS = 60.0
EVENTS = 5_000
SETTLE_SECONDS = 5.0
"""After a start, before what is idle is measured."""
TICKS = os.sysconf("SC_CLK_TCK")


def say(name: str, figure: str) -> None:
    sys.stdout.write(f"{name:52} {figure}\n")
    sys.stdout.flush()


def use_own_folders(home: Path) -> None:
    """Point everything of the user's into a folder of our own."""
    for name in ("TURNOUT_HOME", "CODEX_HOME", "CLAUDE_CONFIG_DIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
        os.environ[name] = str(home / name.lower())
        (home / name.lower()).mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["HOME"] = str(home)


def memory(pid: int) -> str:
    """Return what a process holds, and what of it is its own alone."""
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    kilobytes = {name: int(value.split()[0]) for name, value in fields.items()}
    own = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return f"RSS {kilobytes['Rss'] / 1024:.0f} MB, USS {own / 1024:.0f} MB"


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process until now."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def until(condition: Callable[[], object], began: float) -> float:
    """Return after how many seconds it is true; looked at every 10 ms."""
    while not condition():
        assert time.monotonic() - began < machine.START_DEADLINE_S, "it does not start"
        time.sleep(0.01)
    return time.monotonic() - began


def measure_starts(desk: Desk) -> None:
    """Process start to service, tray icon and window; the last of them stays."""
    found: dict[str, list[float]] = {"service answers": [], "tray icon": [], "window": []}
    cpu: list[float] = []
    for number in range(STARTS):
        began = time.monotonic()
        app = desk.start_app()
        shown: dict[str, float] = {}
        looks: dict[str, Callable[[], object]] = {
            "service answers": lambda: discovery.read(desk.context.paths),
            "tray icon": desk._small_windows,
            "window": lambda: desk.windows("Turnout"),
        }

        def look(shown: dict[str, float] = shown, looks: dict = looks, began: float = began) -> bool:
            for name, is_there in looks.items():
                if name not in shown and is_there():
                    shown[name] = time.monotonic() - began
            return len(shown) == len(looks)

        until(look, began)
        for name, took in shown.items():
            found[name].append(took)
        time.sleep(1)
        cpu.append(cpu_seconds(app.pid))
        if number < STARTS - 1:
            app.terminate()
            app.wait(machine.START_DEADLINE_S)
    for name, took in found.items():
        say(f"process start to {name}", f"{statistics.median(took):.2f} s (best {min(took):.2f})")
    say("CPU time of the app in its first second or two", f"{statistics.median(cpu):.2f} s")


def measure_idle(desk: Desk, seconds: float, what: str) -> None:
    assert desk.app is not None
    pids = {"app": desk.app.pid, "service": desk.service().pid}
    time.sleep(SETTLE_SECONDS)
    before = {name: cpu_seconds(pid) for name, pid in pids.items()}
    time.sleep(seconds)
    for name, pid in pids.items():
        used = cpu_seconds(pid) - before[name]
        say(f"{name}, idle, {what}", f"{memory(pid)}, {used / seconds * 100:.2f} % CPU ({seconds:.0f} s)")


def measure_events() -> None:
    """Events over real HTTP into the model of the list."""
    rows = [json.dumps({"event": "exchange", "data": summary()}).encode() + b"\n" for _ in range(EVENTS)]
    status = json.dumps({"event": "status", "data": {"running": True}}).encode() + b"\n"

    def play(talk: Conversation) -> None:
        talk.begin_lines()
        talk.write(status)
        for start in range(0, EVENTS, 50):
            talk.write(b"".join(rows[start : start + 50]))
        api.over.wait()

    with ControlApi() as api:
        api.plays["GET", "events"] = play
        api.answer("GET", "status", {"running": True})
        link, model = Link(lambda: api.running), RequestModel()
        count = 0

        def receive(one: dict[str, object]) -> None:
            nonlocal count
            count += 1
            model.receive(one)

        link.exchange.connect(receive)
        lag = Lag()
        wall, work = time.perf_counter(), time.thread_time()
        link.start()
        while count < EVENTS:
            QCoreApplication.processEvents()
        wall, work = time.perf_counter() - wall, time.thread_time() - work
        link.stop()
        say(f"{EVENTS:,} events into the list", f"{wall:.2f} s, {work / EVENTS * 1000:.2f} ms CPU each")
        say("  longest piece of work of the event loop meanwhile", f"{lag.worst_work:.0f} ms")


def measure_hanging_keyring(seconds: float) -> None:
    """A profile with a key is saved while the keyring waits for nobody."""
    os.environ["PYTHON_KEYRING_BACKEND"] = "tests.fakes.keyring_backends.HangingKeyring"
    os.environ["PYTHONPATH"] = str(ROOT)
    service = ServiceProcess.from_environment()
    service.start()
    link = Link(service.find)
    link.start()
    while not link.connected:
        QCoreApplication.processEvents()
    from app.ui.main_window import MainWindow
    from app.ui.profiles.page import ProfilesPage

    window = MainWindow(link, {"profiles": lambda: ProfilesPage(link)})
    window.show()
    settled = time.monotonic() + 1
    while time.monotonic() < settled:
        QCoreApplication.processEvents()
    problems: list[tuple[float, Problem]] = []
    lag = Lag()
    began = time.monotonic()
    draft = {"preset": "deepseek", "id": "hanging", "key": "sk-canary-0000000000000000"}
    link.call(
        "POST", "profiles", draft, fail=lambda problem: problems.append((time.monotonic() - began, problem))
    )
    while time.monotonic() - began < seconds:
        QCoreApplication.processEvents()
        time.sleep(0.001)
    gaps = sorted(lag.gaps)
    say("keyring hangs: the message comes after", f"{problems[0][0]:.1f} s ({problems[0][1].code})")
    say(
        f"keyring hangs {seconds:.0f} s: lag of the event loop",
        f"99 % {gaps[int(len(gaps) * 0.99)]:.0f} ms, worst {gaps[-1]:.0f} ms; longest work {lag.worst_work:.0f} ms",
    )
    link.stop()
    child = service.child
    if child is not None:
        service.kill(child)
        service.exit_status()


def main() -> int:
    idle = float(sys.argv[1]) if len(sys.argv) > 1 else IDLE_SECONDS
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        home = Path(folder, "desk")
        use_own_folders(home)
        os.environ.update(stack.enter_context(machine.keyring_session()))
        os.environ["DISPLAY"] = stack.enter_context(machine.virtual_display())
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        with Desk(home) as desk:
            desk.context.settings.set("port", 0)
            desk.start_app("--hidden")
            desk.control("POST", "profiles", {"preset": "demo", "id": "demo"})
            assert desk.app is not None
            desk.app.terminate()
            desk.app.wait(machine.START_DEADLINE_S)
            measure_starts(desk)
            measure_idle(desk, idle, "window shown")
            assert desk.app is not None
            desk.app.terminate()
            desk.app.wait(machine.START_DEADLINE_S)
            desk.start_app("--hidden")
            measure_idle(desk, idle, "in the tray")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        use_own_folders(Path(folder, "hang"))
        qt = QApplication([])
        measure_events()
        measure_hanging_keyring(min(HANG_SECONDS, idle))
        qt.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
