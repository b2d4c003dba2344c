"""Requests into a file: HAR or JSON lines, private from the start, whole or not at all."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Literal

from app.errors import AppError
from app.export.har import as_har
from profiles.paths import open_private

Format = Literal["har", "jsonl"]


def export_to(path: Path, details: Iterable[dict[str, Any]], kind: Format, base_url: str = "") -> int:
    """Write the requests, one after the other, and return their number.

    Raises `AppError` where the file cannot be written; what was there before is there still.
    """
    count = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count
        for detail in details:
            count += 1
            yield detail

    pieces = as_har(counted(), base_url) if kind == "har" else _lines(counted())

    def write(file: IO[bytes]) -> None:
        file.writelines(piece.encode("utf-8", "replace") for piece in pieces)

    write_private(path, write)
    return count


def write_private(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Make a file that is private from the start and whole or not there; `write` fills it.

    Raises `AppError` where it cannot be written; what was there before is there still.
    """
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            with os.fdopen(open_private(waiting, flags), "wb") as file:
                write(file)
            waiting.replace(path)
        finally:
            waiting.unlink(missing_ok=True)
    except OSError as error:
        raise AppError(
            f"{path} could not be written: {error.strerror or error}.",
            "Choose a folder that exists and that you may write to.",
            "cannot_write",
        ) from error


def _lines(details: Iterable[dict[str, Any]]) -> Iterator[str]:
    for detail in details:
        yield json.dumps(detail, ensure_ascii=False) + "\n"
