"""How much the slow tests try: a sample in every run, all of it with TURNOUT_SWEEP=full."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

# Read at import: the fixture that cleans each test's environment comes later.
FULL = os.environ.get("TURNOUT_SWEEP") == "full"
REPORT = os.environ.get("TURNOUT_SWEEP_REPORT")


def report(line: Mapping[str, object]) -> None:
    """Append a line of JSON to the file that TURNOUT_SWEEP_REPORT names, where it names one."""
    if REPORT:
        with Path(REPORT).open("a") as file:
            file.write(json.dumps(line) + "\n")
