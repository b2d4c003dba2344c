"""Exports are private, whole or not there, and read one request after the other."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError
from app.export import export_to


def test_json_lines_hold_the_requests_as_they_are(detail: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    assert export_to(path, [detail, detail], "jsonl") == 2
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == [detail, detail]
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_archive_is_written(detail: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "log.har"
    assert export_to(path, [detail], "har", "http://127.0.0.1:1") == 1
    assert len(json.loads(path.read_text(encoding="utf-8"))["log"]["entries"]) == 3


def test_a_failure_leaves_what_was_there(detail: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("before")

    def broken() -> Iterator[dict[str, Any]]:
        yield detail
        raise OSError(28, "No space left on device")

    with pytest.raises(AppError) as raised:
        export_to(path, broken(), "jsonl")
    assert "No space left" in raised.value.message
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [path.name]


def test_a_folder_that_is_not_there_is_named(detail: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(AppError) as raised:
        export_to(tmp_path / "none" / "log.har", [detail], "har")
    assert raised.value.code == "cannot_write"
