"""Finds what could stop Turnout from working, each with its cause and its fix, and mends what is safe to mend.

One module for each subject; each yields findings from what it reads and changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from app.context import Context
from app.doctor import (
    client_files,
    clients,
    environment,
    keys,
    machine,
    own_files,
    service,
    takeover,
    targets,
)
from app.doctor.finding import Finding, Severity
from app.doctor.mending import MENDABLE, mend

__all__ = ["Finding", "Severity", "find_problems", "mend"]

_SUBJECTS: tuple[Callable[[Context], Iterator[Finding]], ...] = (
    own_files.examine,
    service.examine,
    keys.examine,
    client_files.examine,
    targets.examine,
    takeover.examine,
    environment.examine,
    clients.examine,
    machine.examine,
)


def find_problems(context: Context) -> list[Finding]:
    """Return what was found, severe things first."""
    found = [
        replace(finding, fixable=finding.id in MENDABLE)
        for examine in _SUBJECTS
        for finding in examine(context)
    ]
    return sorted(found, key=lambda finding: finding.severity != "severe")
