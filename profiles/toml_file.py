"""Read and edit our own TOML files: hand-editable, comments and unknown keys kept."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from profiles import safe_write
from profiles.errors import BadFileError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

BOM = "\ufeff"
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def parse(data: bytes, path: Path) -> dict[str, Any]:
    """The content as plain values. Raises BadFileError with line and column; `path` is for its message."""
    text = decode(data, path).removeprefix(BOM)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
        if place and place[1]:
            line, column = int(place[1]), int(place[2])
        raise BadFileError(path, _PLACE.sub("", message).rstrip("."), line, column) from None
    except RecursionError:
        raise BadFileError(path, "it is nested too deeply") from None


def decode(data: bytes, path: Path) -> str:
    """The text of a configuration file; UTF-16 and broken UTF-8 are named as such. A BOM stays."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFileError(path, "it is UTF-16, not UTF-8", 1, 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise BadFileError(path, "it is not UTF-8", line, column) from None
    if "\0" in text:
        position = text.index("\0")
        line, column = text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
        raise BadFileError(path, "it holds a NUL character", line, column)
    return text


def edit(path: Path, change: Callable[["TOMLDocument"], None], head: str = "") -> None:
    """Change the file through tomlkit; a missing one starts with `head`. BadFileError: nothing is written."""
    safe_write.update(path, lambda before: edited(before, path, change, head))


def edited(
    before: bytes | None, path: Path, change: Callable[["TOMLDocument"], None], head: str = ""
) -> bytes:
    """The content with a change made through tomlkit; None starts with `head`. `path` is for BadFileError."""
    import tomlkit  # only writers pay for it

    if before is None:
        document = tomlkit.parse(head)
        change(document)
        return tomlkit.dumps(document).encode()
    parse(before, path)
    text = before.decode("utf-8")
    bom, body = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    try:
        document = tomlkit.parse(body)
        change(document)
        after = tomlkit.dumps(document)
        tomllib.loads(after)
    except (tomlkit.exceptions.TOMLKitError, tomllib.TOMLDecodeError):
        # Valid, as the other parser has just said, and yet too much for this one.
        raise BadFileError(path, "it has a structure that Turnout cannot edit") from None
    if "\r\n" in body and "\n" not in body.replace("\r\n", ""):
        # tomlkit ends new lines with LF whatever the file has.
        after = re.sub(r"(?<!\r)\n", "\r\n", after)
    return (bom + after).encode()
