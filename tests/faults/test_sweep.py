"""Killed, or failed by the disk, at any call: every file is old or new, all together, links stay, nothing is left.

A sample in every run. With TURNOUT_SWEEP=full every call of every deed with plain files, and each of five errors at
each call that opens or changes something; with linked and missing files each call that opens or changes something,
and one of the errors at each. `TURNOUT_SWEEP_REPORT=FILE` collects a line of JSON for each sweep.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.extent import FULL, report
from tests.faults.sweep import (
    DEEDS,
    ERRORS,
    LAYOUTS,
    LOOKING,
    WRITING,
    Actor,
    Deed,
    Found,
    Home,
    Layout,
    sweep_errors,
    sweep_kills,
)

OPENING = ("openat",)
ERROR_CALLS = (*WRITING, *OPENING)
# Of all points every so many are tried in a normal run: some 25 of each kind altogether.
KILL_STRIDE = 1 if FULL else 23
ERROR_STRIDE = 1 if FULL else 61
CASES: list[tuple[Deed, Layout]] = [(deed, layout) for deed in DEEDS for layout in LAYOUTS]
if not FULL:
    CASES = [(deed, LAYOUTS[number % 2]) for number, deed in enumerate(DEEDS)]

pytestmark = pytest.mark.timeout(3600 if FULL else 180)


@pytest.fixture(scope="module")
def actor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Actor]:
    with Actor(tmp_path_factory.mktemp("actor")) as started:
        yield started


def kill_calls(layout: Layout) -> tuple[str, ...]:
    if not FULL:
        return WRITING
    return (*WRITING, *LOOKING) if layout == "plain" else ERROR_CALLS


def check(what: str, found: Found) -> None:
    report({"sweep": what, "points": found.points, **found.outcomes, "faults": found.faults})
    assert found.points, "nothing was tried"
    assert found.faults == []


@pytest.mark.parametrize(("deed", "layout"), CASES)
def test_killed_at_any_call(actor: Actor, tmp_path: Path, deed: Deed, layout: Layout) -> None:
    home = Home(tmp_path, deed, layout)
    check(f"kill {deed} {layout}", sweep_kills(actor, home, kill_calls(layout), KILL_STRIDE))
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize(("deed", "layout"), CASES)
def test_failed_by_the_disk_at_any_call(actor: Actor, tmp_path: Path, deed: Deed, layout: Layout) -> None:
    home = Home(tmp_path, deed, layout)
    each = FULL and layout == "plain"
    check(
        f"error {deed} {layout}",
        sweep_errors(actor, home, ERROR_CALLS, ERRORS, ERROR_STRIDE, all_errors=each),
    )
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize("layout", LAYOUTS[: None if FULL else 1])
def test_killed_while_it_undoes_an_interrupted_change(actor: Actor, tmp_path: Path, layout: Layout) -> None:
    """The start after a kill is killed as well, at any of its calls; the one after that makes it good."""
    home = Home(tmp_path, "switch", layout).interrupted(actor)
    check(f"kill recover {layout}", sweep_kills(actor, home, kill_calls(layout), 1 if FULL else 5))
    shutil.rmtree(tmp_path)
