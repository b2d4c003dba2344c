"""The machine: room on the disk, and the clock."""

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from app import discovery
from app.context import Context
from app.doctor.finding import Finding
from app.errors import AppError
from profiles.activation import CONNECTABLE

LITTLE_BYTES = 50 * 1024 * 1024
"""With less, a request's record or a client's file may not be written any more."""
CLOCK_SECONDS = 300
"""Signed requests and certificates bear some minutes; so do we."""
LOOKED_AT = 20
"""One of so many newest requests has an answer of a provider, with its date."""


def examine(context: Context) -> Iterator[Finding]:
    """Yield a disk that is nearly full, and a clock that is wrong."""
    yield from _disk(context)
    yield from _clock(context)


def _disk(context: Context) -> Iterator[Finding]:
    paths = context.paths
    folders = [paths.config, paths.state, *(context.activation.file_of(one).parent for one in CONNECTABLE)]
    said: set[int] = set()
    for folder in folders:
        place = next((one for one in (folder, *folder.parents) if one.is_dir()), Path("/"))
        try:
            device, free = place.stat().st_dev, shutil.disk_usage(place).free
        except OSError:
            continue
        if free < LITTLE_BYTES and device not in said:
            said.add(device)
            yield Finding(
                "disk_full",
                "severe",
                f"The disk of {place} has {free // 1_048_576} MB left.",
                "Neither the log nor the clients' files can be written when it is full.",
                "Make room; `turnout config set log_max_bytes N` makes the log smaller.",
            )


def _clock(context: Context) -> Iterator[Finding]:
    """Providers say in each answer what time it is; without one, our own files must not be from the future."""
    off = _off_by_provider(context)
    if off is None:
        newest = max((file.stat().st_mtime for file in _files(context)), default=0.0)
        off = min(time.time() - newest, 0.0)
    if abs(off) > CLOCK_SECONDS:
        direction = "ahead" if off > 0 else "behind"
        yield Finding(
            "clock",
            "warning",
            f"The clock of this machine is about {abs(off) / 60:.0f} minutes {direction}.",
            "Limits by the day, expiry dates and secure connections go by it.",
            "Set the clock, or let the system set it: timedatectl set-ntp true",
        )


def _files(context: Context) -> Iterator[Path]:
    stores = (context.profiles, context.routes, context.settings, context.access)
    return (store.path for store in stores if store.path.is_file())


def _off_by_provider(context: Context) -> float | None:
    """Return by how many seconds our clock was ahead of a provider's, at its newest answer; None: none known."""
    try:
        running = discovery.find(context.paths)
        if running is None:
            return None
        listed = discovery.call(running, "GET", f"exchanges?limit={LOOKED_AT}").get("exchanges", [])
        for summary in reversed(listed):
            if summary["state"] == "done":
                off = _off(discovery.call(running, "GET", f"exchanges/{summary['id']}"))
                if off is not None:
                    return off
    except AppError:
        pass  # found elsewhere
    return None


def _off(detail: dict[str, Any]) -> float | None:
    try:
        theirs = parsedate_to_datetime(detail["headers"]["upstream_response"]["date"])
        ours = datetime.fromisoformat(detail["started_at"])
    except (KeyError, TypeError, ValueError):
        return None
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=UTC)
    # The answer came after the request: what it took is not the clock's fault.
    off = (ours - theirs).total_seconds()
    took = (detail["ttft_ms"] or detail["total_ms"] or 0) / 1000
    return off + min(took, max(-off, 0.0))
