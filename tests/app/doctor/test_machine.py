"""The disk and the clock."""

import os
import shutil
import time
from collections import namedtuple

import pytest

from app.context import Context
from app.doctor.machine import _off
from tests.app.doctor.conftest import Find

Usage = namedtuple("Usage", "total used free")


def test_a_disk_that_is_nearly_full_is_named_once(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find("disk_full") == []
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(100, 99, 1024 * 1024))
    [finding] = find("disk_full")
    assert "1 MB left" in finding.message


def test_a_file_from_the_future(find: Find, context: Context) -> None:
    assert find("clock") == []
    later = time.time() + 3_600
    os.utime(context.settings.path, (later, later))
    [finding] = find("clock")
    assert "60 minutes behind" in finding.message


@pytest.mark.parametrize(
    ("theirs", "off"),
    [
        ("Fri, 20 Nov 2026 10:00:00 GMT", 0),
        ("Fri, 20 Nov 2026 10:00:02 GMT", 0),  # the answer took two seconds
        ("Fri, 20 Nov 2026 09:00:00 GMT", 3600),
        ("Fri, 20 Nov 2026 11:00:00 GMT", -3598),
        ("no date", None),
        (None, None),
    ],
)
def test_the_provider_says_what_time_it_is(theirs: str | None, off: float | None) -> None:
    detail = {
        "headers": {"upstream_response": {"date": theirs} if theirs else {}},
        "started_at": "2026-11-20T10:00:00.000+00:00",
        "ttft_ms": 2_000.0,
        "total_ms": 2_000.0,
    }
    assert _off(detail) == off
