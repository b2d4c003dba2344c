"""Whether the tray app can have a window here, found out before Qt is asked: Qt ends the process where it cannot."""

import ctypes
import importlib.util
import os
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ON_THE_COMMAND_LINE = "Everything works from the command line."
_PACKAGES = {
    "libEGL": "libegl1", "libGL": "libgl1", "libfontconfig": "libfontconfig1", "libxkbcommon": "libxkbcommon0",
    "libxkbcommon-x11": "libxkbcommon-x11-0", "libglib-2.0": "libglib2.0-0", "libdbus-1": "libdbus-1-3",
    "libxcb-cursor": "libxcb-cursor0", "libxcb-icccm": "libxcb-icccm4", "libxcb-keysyms": "libxcb-keysyms1",
    "libxcb-shape": "libxcb-shape0", "libxcb-xkb": "libxcb-xkb1", "libxcb": "libxcb1",
    "libxcb-image": "libxcb-image0", "libxcb-render-util": "libxcb-render-util0", "libxcb-randr": "libxcb-randr0",
    "libxcb-render": "libxcb-render0", "libxcb-shm": "libxcb-shm0", "libxcb-sync": "libxcb-sync1",
    "libxcb-util": "libxcb-util1", "libxcb-xfixes": "libxcb-xfixes0", "libX11-xcb": "libx11-xcb1",
}  # fmt: skip
"""What Qt needs of the system, by the names of Debian and Ubuntu."""


def find_obstacle(env: Mapping[str, str] | None = None) -> str | None:
    """Return why no window can be opened, with what to do about it; None where one can be."""
    env = os.environ if env is None else env
    if sys.platform not in ("darwin", "win32") and not env.get("QT_QPA_PLATFORM"):
        if not env.get("DISPLAY") and not env.get("WAYLAND_DISPLAY"):
            return f"There is no display, so Turnout serves without its tray app. {ON_THE_COMMAND_LINE}"
        if not _wayland_answers(env) and not _x_answers(env.get("DISPLAY")):
            name = env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")
            return (
                f"The display {name} cannot be opened, so Turnout serves without its tray app. "
                "Check DISPLAY, and that you may use that screen (xhost, XAUTHORITY)."
            )
    found = importlib.util.find_spec("PySide6")
    if found is None or not found.origin:
        return (
            "PySide6 is not installed, so Turnout serves without its tray app. "
            "Install it with: pip install PySide6-Essentials"
        )
    if sys.platform == "linux" and env.get("QT_QPA_PLATFORM", "xcb").startswith("xcb"):
        return _missing_library(Path(found.origin).parent)
    return None


def explain_import(error: ImportError) -> str:
    """Return why Qt could not be loaded, with what to do about it."""
    return _explain(str(error))


def _missing_library(package: Path) -> str | None:
    """Load what Qt would load for X11: a library that it needs and is not there is named by the loader."""
    plugin = package / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():
        return None  # a distribution's own Qt comes with its libraries
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return _explain(str(error))
    return None


def _explain(error: str) -> str:
    library = error.split(":", 1)[0].strip()
    package = _PACKAGES.get(library.split(".so")[0])
    fix = f"Install it with: sudo apt-get install {package}" if package else "Install what provides it."
    said = f"{library} is missing" if ".so" in library else f"Qt cannot be loaded ({error})"
    if ".so" not in library:
        fix = ON_THE_COMMAND_LINE
    return f"{said}, so Turnout serves without its tray app. {fix}"


def _wayland_answers(env: Mapping[str, str]) -> bool:
    name = env.get("WAYLAND_DISPLAY")
    if not name:
        return False
    path = Path(env.get("XDG_RUNTIME_DIR") or "/nonexistent") / name
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as talk:
        talk.settimeout(1)
        talk.connect(str(path))
        return True
    return False


def _x_answers(display: str | None) -> bool:
    """Connect as Qt would, with the user's cookie; where libxcb is missing Qt's own complaint will name it."""
    if not display:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    answers = not xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return answers
