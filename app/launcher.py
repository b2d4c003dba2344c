"""The command that starts this very Turnout from anywhere: for clients that call it themselves."""

import json
import sys
import sysconfig
from pathlib import Path

_PROGRAM = "turnout.exe" if sys.platform == "win32" else "turnout"
_FROM_SOURCE = "import sys; sys.path.insert(0, {root}); from app.cli import main; sys.exit(main())"


def find_launcher() -> tuple[str, ...]:
    """Return its words, with absolute paths: a frozen program, an installed script, or Python on this source."""
    if getattr(sys, "frozen", False):
        return (str(Path(sys.executable).absolute()),)
    # Beside the Python of a virtual environment (also one of `uv tool` or `pipx`), else where pip puts scripts.
    places = [Path(sys.executable).absolute().parent, Path(sysconfig.get_path("scripts"))]
    if sysconfig.get_preferred_scheme("user") in sysconfig.get_scheme_names():
        places.append(Path(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))))
    for place in places:
        if (place / _PROGRAM).is_file():
            return (str(place / _PROGRAM),)
    root = str(Path(__file__).resolve().parent.parent)
    # -P: no module of the folder in which the client works stands in for one of Python's own.
    return (str(Path(sys.executable).absolute()), "-P", "-c", _FROM_SOURCE.format(root=json.dumps(root)))
