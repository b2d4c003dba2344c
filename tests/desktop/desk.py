"""A desk to work at: a display, a window manager, a tray and the app on it, all in the test's own folders."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from app import discovery
from app.context import Context
from app.discovery import Running
from app.errors import ServiceUnreachableError
from tests import machine
from tests.app.serving import ask
from tests.tree import ROOT

T = TypeVar("T")

DEADLINE_S = 60.0
"""Only ends a hang: each step takes well under a second."""
TRAY_HEIGHT = 32
MENU_SECONDS = 0.4
"""A menu takes keys a moment after it is on the screen; a click on one that is open closes it."""
MENU_WIDTH = 500
"""Pixels; every window and dialog of ours is wider, every menu narrower."""


class Desk:
    """`with Desk(folder) as desk`. The environment must be the test's own, with a DISPLAY (`require_display`)."""

    def __init__(self, folder: Path, *, tray: bool = True) -> None:
        self.context = Context.from_environment()
        self.app: subprocess.Popen[bytes] | None = None
        self._said = folder / "app.out"
        self._tray = tray
        self._stack = ExitStack()
        self._services: set[int] = set()
        self._children: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        openbox = machine.find_program("openbox", "openbox")
        self.xdotool = machine.find_program("xdotool", "xdotool")
        self._stack.enter_context(machine.running([openbox, "--sm-disable"], os.environ.copy()))
        if self._tray:
            self.start_tray()
        return self

    def __exit__(self, *_: object) -> None:
        if self.app is not None and self.app.poll() is None:
            self.app.kill()
        if self.app is not None:
            self.app.wait(DEADLINE_S)
        self.note_service()
        for pid in self._services:
            if _is_ours(pid):
                os.kill(pid, signal.SIGKILL)
        for child in self._children:
            child.wait(DEADLINE_S)
        self._stack.close()

    # ------------------------------------------------------------------ programs
    def start_tray(self) -> None:
        """Start a tray host, as a panel does at login."""
        trayer = machine.find_program("trayer", "trayer")
        words = [
            "--edge",
            "bottom",
            "--align",
            "right",
            "--widthtype",
            "request",
            "--height",
            str(TRAY_HEIGHT),
        ]
        self._stack.enter_context(machine.running([trayer, *words], os.environ.copy()))

    def start_app(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start `turnout` as a user does, and go on."""
        with self._said.open("ab") as said:
            self.app = subprocess.Popen(
                [sys.executable, "-m", "app.cli", *words],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        return self.app

    @property
    def said(self) -> str:
        """What the app printed."""
        return self._said.read_text()

    # ------------------------------------------------------------------ the service
    def service(self) -> Running:
        """Wait for a service that answers."""

        return self._wait_service(lambda found: True)

    def start_service(self) -> Running:
        """Start `turnout serve` without the app."""
        with self._said.open("ab") as said:
            words = [sys.executable, "-m", "app.cli", "serve"]
            child = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        self._children.append(child)
        return self.service()

    def lives(self, pid: int) -> bool:
        """Tell whether this Turnout still runs."""
        return _is_ours(pid)

    def note_service(self) -> None:
        """Remember the service, so that none is left behind."""
        found = discovery.read(self.context.paths)
        if found is not None:
            self._services.add(found.pid)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the service's control API."""
        running = self.service()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {running.token}"}
        data = None if body is None else json.dumps(body).encode()
        status, text = ask(f"{running.base_url}/_turnout/{path}", method, data, headers)
        assert status < 300, text
        return json.loads(text)

    def new_service(self, before: Running) -> Running:
        """Wait for another service than this one."""

        return self._wait_service(lambda found: found.pid != before.pid)

    def _wait_service(self, wanted: Callable[[Running], bool]) -> Running:
        def find() -> Running | None:
            with suppress(ServiceUnreachableError):  # killed while it was asked
                found = discovery.find(self.context.paths)
                if found is not None and _is_ours(found.pid) and wanted(found):
                    return found
            return None

        found = self.wait(find, "a service")
        self._services.add(found.pid)
        return found

    # ------------------------------------------------------------------ screen, mouse and keyboard
    def windows(self, name: str) -> list[str]:
        """Return the app's visible windows and dialogs with this title (a pattern)."""
        return [one for one in self._search("--name", name) if self.place(one)["WIDTH"] > MENU_WIDTH]

    def tray_icon(self) -> str:
        """Wait for the app's icon in the tray; its window."""
        return self.wait(lambda: next(iter(self._small_windows()), None), "the tray icon")

    def popups(self) -> list[str]:
        """Return the menus that are open."""
        return [one for one in self._search("--class", "turnout") if self._is_menu(self.place(one))]

    def open_menu(self, icon: str) -> None:
        """Open the tray's menu, ready for keys."""

        def is_open() -> bool:
            self.click(icon, 3)
            time.sleep(MENU_SECONDS)
            return bool(self.popups())

        self.wait(is_open, "the menu")

    def close_menu(self) -> None:
        """Close it without a choice."""

        def is_closed() -> bool:
            self.press("Escape")
            return not self.popups()

        self.wait(is_closed, "the end of the menu")

    def _small_windows(self) -> list[str]:
        """Of our windows only the icon is as high as the tray."""
        found = self._search("--class", "turnout")
        return [one for one in found if 1 < self.place(one)["HEIGHT"] <= TRAY_HEIGHT]

    def _is_menu(self, place: dict[str, int]) -> bool:
        return place["HEIGHT"] > TRAY_HEIGHT and place["WIDTH"] <= MENU_WIDTH

    def _search(self, *how: str) -> list[str]:
        """Return visible windows of the app: Qt gives those without a title the app's name."""
        assert self.app is not None
        return self._run("search", "--all", "--onlyvisible", "--pid", str(self.app.pid), *how).split()

    def click(self, window: str, button: int = 1) -> None:
        """Click into the middle of a window."""
        place = self.place(window)
        x, y = place["X"] + place["WIDTH"] // 2, place["Y"] + place["HEIGHT"] // 2
        self._run("mousemove", str(x), str(y))
        self._run("click", str(button))

    def click_at(self, window: str, x: int, y: int, button: int = 1) -> None:
        """Click at a place of a window, from its left and top edge; negative: from the right or the bottom one."""
        self.move_to(window, x, y)
        self._run("click", str(button))

    def move_to(self, window: str, x: int, y: int) -> None:
        """Move the mouse to such a place."""
        place = self.place(window)  # but not its X and Y: xdotool counts the frame twice
        left, top = x % place["WIDTH"], y % place["HEIGHT"]
        # In two steps: a menu takes no notice of a mouse that stands in it from the start.
        self._run("mousemove", "--window", window, str(left - 2), str(top - 1))
        self._run("mousemove", "--window", window, str(left), str(top))

    def type(self, text: str) -> None:
        """Type a text."""
        self._run("type", "--delay", "12", text)

    def place(self, window: str) -> dict[str, int]:
        """Return X, Y, WIDTH and HEIGHT of a window; nothing of one that has gone."""
        said = self._run("getwindowgeometry", "--shell", window)
        values = dict(line.split("=") for line in said.split())
        return {name: int(values.get(name, 0)) for name in ("X", "Y", "WIDTH", "HEIGHT")}

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self._run("key", "--delay", "40", key)
            time.sleep(0.05)

    def screenshot(self, path: Path, window: str = "root") -> Path:
        """Take a picture of the whole screen, or of a window without its frame (ImageMagick)."""
        subprocess.run(
            [machine.find_program("import", "imagemagick"), "-window", window, str(path)], check=True
        )
        return path

    def wait(self, condition: Callable[[], T | None], what: str) -> T:
        """Wait for something that is true."""
        end = time.monotonic() + DEADLINE_S
        while not (found := condition()):
            assert time.monotonic() < end, f"waited for {what}\n{self._story()}"
            time.sleep(0.05)
        return found

    def _story(self) -> str:
        """What the programs printed, for a test that failed."""
        logs = sorted(self.context.paths.logs.glob("*.log"))
        return "\n".join(f"{one.name}:\n{one.read_text()}" for one in (self._said, *logs) if one.exists())

    def _run(self, *words: str) -> str:
        done = subprocess.run([self.xdotool, *words], capture_output=True, text=True, check=False)
        return done.stdout


def _is_ours(pid: int) -> bool:
    """The process runs, and is a Turnout: a zombie has no command line."""
    try:
        return b"app.cli" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
