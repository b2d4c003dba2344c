"""What a command line leads to, or is refused with."""

import argparse
import shlex
from collections.abc import Iterable

import pytest

from app.cli.parser import parse
from app.errors import UsageError


def parsed(line: str) -> argparse.Namespace:
    return parse(shlex.split(line))


def runs_of(lines: Iterable[str]) -> dict[str, str]:
    """Return the function that each line leads to, as "MODULE:FUNCTION"; `--json` must have been understood."""
    runs = {}
    for line in lines:
        understood = parsed(line)
        assert understood.json is ("--json" in line.split()), line
        runs[line] = understood.run
    return runs


def refusal_of(line: str) -> str:
    """Return what a line is refused with; each refusal names the help to look into."""
    with pytest.raises(UsageError) as caught:
        parsed(line)
    assert "--help" in caught.value.fix
    return caught.value.message
