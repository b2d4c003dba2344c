"""Where the desktop app keeps what it remembers of its own windows."""

import os
from pathlib import Path

from profiles.paths import Paths


def preferences_file() -> Path:
    """Return `ui.ini` in Turnout's config folder."""
    return Paths.from_env(os.environ).config / "ui.ini"


def logs_folder() -> Path:
    """Return the folder of the app's and the service's log files."""
    return Paths.from_env(os.environ).logs
