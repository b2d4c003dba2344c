"""Edit a TOML file in place: values are set and removed in its text, every other byte stays.

tomlkit keeps a file's style, but not where it has a BOM, CRLF, or keys whose place matters when they are taken
out again. The text is only located here; `tomllib` has parsed it before, and parses the result after.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from profiles.clients.toml_scan import KeyPath, Member, Statement, scan, scan_members, shift
from profiles.errors import BadFileError
from profiles.toml_file import BOM, decode, parse

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class TomlText:
    """A TOML document as text. Raises BadFileError where it is not valid; `path` is for that message."""

    def __init__(self, data: bytes, path: Path) -> None:
        text = decode(data, path)
        self._path = path
        self._bom, self._text = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
        self._eol = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
        self.values: dict[str, Any] = {}
        self._statements: list[Statement] = []
        self._refresh()

    def dumps(self) -> bytes:
        """The content; what an independent parser finds in it are the values from here on."""
        self.values = parse(self._text.encode(), self._path)
        return (self._bom + self._text).encode()

    def source(self, path: KeyPath) -> str | None:
        """The text of a value as it stands in the file; None where there is none, or it is a whole table."""
        span = self._find(path)
        return None if span is None else self._text[slice(*span)]

    def set(self, path: KeyPath, source: str) -> None:
        """Replace or add a value, given as TOML text."""
        value = self.parse_value(source)
        span = self._find(path)
        if span is not None:
            self._splice(*span, source)
            self.values = _with(self.values, path, value)
            return
        self._check_parents(path)
        self._add(path, source)
        self.values = _with(self.values, path, value)

    def _add(self, path: KeyPath, source: str) -> None:
        parent, name = path[:-1], format_key(path[-1:])
        line = f"{name} = {source}"
        if not parent:
            self._insert_line(self._top_end(), line)
        elif (table := self._find(parent)) is not None:
            self._insert_member(table, line)
        elif (end := self._block_end(parent)) is not None:
            self._insert_line(end, line)
        elif (dotted := self._last_dotted(parent)) is not None:
            key = format_key(path[len(dotted.scope) :])
            self._insert_line(dotted.end, f"{key} = {source}", self._indent(dotted))
        elif (depth := self._inline_depth(parent)) is not None:
            nested = line
            for piece in reversed(parent[depth[0] :]):
                nested = f"{format_key((piece,))} = {{ {nested} }}"
            self._insert_member(depth[1], nested)
        else:
            self._append_table(parent, line)

    def remove(self, path: KeyPath) -> None:
        """Take a value out with its line; nothing happens where there is none."""
        for statement in self._statements:
            if statement.value is not None and statement.path == path:
                self._splice(statement.start, statement.end, "")
                self.values = _without(self.values, path)
                return
        for table, members in self._inline_tables():
            for index, member in enumerate(members):
                if (*table[0], *member.path) == path:
                    self._remove_member(table[1], members, index)
                    self.values = _without(self.values, path)
                    return

    def drop_empty(self, path: KeyPath) -> None:
        """Remove a table that holds nothing any more, and the blank line before it."""
        if self._value_at(path) != {}:
            return
        if self._find(path) is not None:
            self.remove(path)
            return
        for statement in self._statements:
            if statement.value is None and statement.path == path:
                start = statement.start
                blank = re.search(r"(?:\A|(?<=\n))[ \t]*\r?\n\Z", self._text[:start])
                self._splice(blank.start() if blank else start, statement.end, "")
                self.values = _without(self.values, path)
                return

    def parse_value(self, source: str) -> Any:
        return tomllib.loads(f"v = {source}")["v"]

    def _value_at(self, path: KeyPath) -> Any:
        value: Any = self.values
        for piece in path:
            if not isinstance(value, dict) or piece not in value:
                return None
            value = value[piece]
        return value

    def _refresh(self) -> None:
        data = self._text.encode()
        self.values = parse(data, self._path)
        try:
            self._statements = list(scan(self._text))
        except RecursionError:
            raise BadFileError(self._path, "it is nested too deeply") from None
        except (ValueError, IndexError):
            raise BadFileError(self._path, "it has a structure that Turnout does not understand") from None

    def _splice(self, start: int, end: int, text: str) -> None:
        """Replace a part of the text. Only the lines it touches are read again: a file may have thousands more."""
        # A line that has no end yet may get one now.
        whole = [one for one in self._statements if one.end <= start and self._text[one.end - 1] == "\n"]
        rest = [one for one in self._statements if one.start >= end and one.start >= start]
        first = whole[-1].end if whole else 0
        moved = len(text) - (end - start)
        last = rest[0].start + moved if rest else len(self._text) + moved
        self._text = self._text[:start] + text + self._text[end:]
        scope = () if not whole else whole[-1].scope
        try:
            between = list(shift(scan(self._text[first:last], scope), first))
        except (ValueError, IndexError):
            raise BadFileError(self._path, "it has a structure that Turnout does not understand") from None
        self._statements = [*whole, *between, *shift(rest, moved)]

    def _find(self, path: KeyPath) -> tuple[int, int] | None:
        for statement in self._statements:
            if statement.value is not None and statement.path == path:
                return statement.value
        for table, members in self._inline_tables():
            for member in members:
                if (*table[0], *member.path) == path:
                    return member.value
        return None

    def _inline_tables(self) -> Iterator[tuple[tuple[tuple[str | int, ...], tuple[int, int]], list[Member]]]:
        """Every inline table with its full path and its members, the outer ones first."""
        waiting = [(one.path, one.value) for one in self._statements if one.value is not None]
        while waiting:
            path, span = waiting.pop(0)
            if self._text[span[0]] == "{":
                members = scan_members(self._text, span[0])
                yield (path, span), members
                waiting += [((*path, *member.path), member.value) for member in members]

    def _check_parents(self, path: KeyPath) -> None:
        if self._value_at(path) is not None:
            raise BadFileError(self._path, f"`{format_key(path)}` is a table, where a value is needed")
        for depth in range(1, len(path)):
            if not isinstance(self._value_at(path[:depth]), dict | None):
                span = self._find(path[:depth])
                at = span[0] if span else 0
                line = self._text.count("\n", 0, at) + 1 if span else None
                column = at - self._text.rfind("\n", 0, at) if span else None
                raise BadFileError(self._path, f"`{format_key(path[:depth])}` is not a table", line, column)

    def _inline_depth(self, parent: KeyPath) -> tuple[int, tuple[int, int]] | None:
        """How much of the path is an inline table, which has to hold the rest; and where that is."""
        for depth in range(len(parent) - 1, 0, -1):
            span = self._find(parent[:depth])
            if span is not None:
                return depth, span
        return None

    def _insert_member(self, span: tuple[int, int], line: str) -> None:
        members = scan_members(self._text, span[0])
        if members:
            end = members[-1].value[1]
            self._splice(end, end, f", {line}")
        else:
            self._splice(*span, f"{{ {line} }}")

    def _remove_member(self, span: tuple[int, int], members: list[Member], index: int) -> None:
        if len(members) == 1:
            self._splice(*span, "{}")
        elif index == len(members) - 1:
            self._splice(members[index - 1].value[1], members[index].value[1], "")
        else:
            self._splice(members[index].start, members[index + 1].start, "")

    def _top_end(self) -> int:
        """Where a new top-level key goes: behind the last one, else behind the comments at the head."""
        tops = [one.end for one in self._statements if one.value is not None and one.scope == ()]
        if tops:
            return tops[-1]
        head = re.match(r"(?:#[^\n]*\n)+(?=\r?\n|\Z)", self._text)
        return head.end() if head else 0

    def _block_end(self, table: KeyPath) -> int | None:
        """The end of the last line of `[table]`; None where it has no header."""
        end = None
        for statement in self._statements:
            if statement.value is None:
                if end is not None:
                    return end
                if statement.path == table:
                    end = statement.end
            elif end is not None:
                end = statement.end
        return end

    def _last_dotted(self, parent: KeyPath) -> Statement | None:
        """The last pair that made the table by a dotted key; such a table cannot have a header as well."""
        depth = len(parent)
        found = [
            one
            for one in self._statements
            if one.value is not None and one.path[:depth] == parent and len(one.scope) < depth < len(one.path)
        ]
        return found[-1] if found else None

    def _indent(self, statement: Statement) -> str:
        found = re.compile(r"[ \t]*").match(self._text, statement.start)
        return found[0] if found else ""

    def _insert_line(self, at: int, line: str, indent: str = "") -> None:
        before = "" if at == 0 or self._text[at - 1] == "\n" else self._eol
        self._splice(at, at, f"{before}{indent}{line}{self._eol}")

    def _append_table(self, table: KeyPath, line: str) -> None:
        text = self._text
        before = "" if not text else self._eol if text.endswith("\n") else self._eol * 2
        end = len(text)
        self._splice(end, end, f"{before}[{format_key(table)}]{self._eol}{line}{self._eol}")


def _with(values: dict[str, Any], path: KeyPath, value: Any) -> dict[str, Any]:
    """The values with one more; those given stay as they are."""
    if len(path) == 1:
        return {**values, path[0]: value}
    return {**values, path[0]: _with(values.get(path[0], {}), path[1:], value)}


def _without(values: dict[str, Any], path: KeyPath) -> dict[str, Any]:
    if len(path) == 1:
        return {name: value for name, value in values.items() if name != path[0]}
    return {**values, path[0]: _without(values[path[0]], path[1:])}


def format_string(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def format_key(path: KeyPath) -> str:
    """Return a dotted TOML key; what is no bare key is quoted."""
    return ".".join(piece if _BARE.fullmatch(piece) else format_string(piece) for piece in path)
