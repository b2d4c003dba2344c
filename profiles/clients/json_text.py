"""Edit a JSON file in place: members are set and removed in its text, every other byte stays."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from profiles.errors import BadFileError
from profiles.toml_file import BOM, decode

KeyPath = tuple[str, ...]

MAX_DEPTH = 100
"""Nesting beyond any configuration; keeps the scan within Python's stack."""
_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SCALAR = re.compile(r"[^\s,\]}/]+")


@dataclass(slots=True)
class Node:
    """A value in the text. Objects know their members, lists their items."""

    start: int
    end: int
    members: "list[_Member] | None" = None
    items: "list[Node] | None" = None


@dataclass(slots=True)
class _Member:
    key: str
    start: int
    value: Node


class JsonText:
    """A JSON object as text; an empty file is an empty object. Raises BadFileError where it is not valid.

    Comments and trailing commas are refused, as Claude Code 2.1.329 refuses them.
    """

    _gap = _SPACE
    """What may stand between two tokens."""

    def __init__(self, data: bytes, path: Path) -> None:
        text = decode(data, path)
        self._path = path
        self._bom, self._text = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
        if not self._text.strip():
            self._text = "{}\n"
        self._eol = "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"
        self.values: dict[str, Any] = {}
        self._root = Node(0, 0)
        self._refresh()
        # One line stays one line, unless there is nothing on it.
        self._flat = "\n" not in self._text.strip() and bool(self._root.members)
        self._unit = self._find_unit()
        self._colon = self._find_colon()

    def dumps(self) -> bytes:
        return (self._bom + self._text).encode()

    def source(self, path: KeyPath) -> str | None:
        """The text of a value as it stands in the file; None where there is none."""
        node = self._find(path)
        return None if node is None else self._text[node.start : node.end]

    def set(self, path: KeyPath, source: str) -> None:
        """Replace or add a value, given as JSON text; missing objects on the way are made."""
        node = self._find(path)
        if node is not None:
            self._splice(node.start, node.end, source)
            return
        for depth in range(1, len(path)):
            if self._find(path[:depth]) is None:
                self._insert(path[:depth], self._nothing_at(path[:depth]))
        self._insert(path, source)

    def remove(self, path: KeyPath) -> None:
        """Take a member out; nothing happens where there is none."""
        parent = self._find(path[:-1])
        if parent is None or parent.members is None:
            return
        members = parent.members
        for index, member in enumerate(members):
            if member.key != path[-1]:
                continue
            if len(members) == 1:
                self._splice(parent.start, parent.end, "{}")
            elif index == len(members) - 1:
                self._splice(members[index - 1].value.end, member.value.end, "")
            else:
                self._splice(member.start, members[index + 1].start, "")
            return

    def drop_empty(self, path: KeyPath) -> None:
        """Remove an object that holds nothing any more."""
        node = self._find(path)
        if node is not None and node.members == []:
            self.remove(path)

    def parse_value(self, source: str) -> Any:
        return json.loads(source)

    def _nothing_at(self, path: KeyPath) -> str:  # noqa: ARG002 - JsoncText has lists at some
        """What is made at a path on the way to a value."""
        return "{}"

    def _refresh(self) -> None:
        self.values = self._parse()
        self._root, _ = self._scan(self._skip(0), 0)

    def _parse(self) -> dict[str, Any]:
        try:
            value = json.loads(self._plain(), parse_constant=self._refuse_constant)
        except json.JSONDecodeError as error:
            reason = "it is not valid JSON: " + error.msg[0].lower() + error.msg[1:]
            if self._text[error.pos : error.pos + 2] in ("//", "/*"):
                reason = "it holds a comment, which JSON has not"
            raise BadFileError(self._path, reason, error.lineno, error.colno) from None
        except RecursionError:
            raise BadFileError(self._path, "it is nested too deeply") from None
        if not isinstance(value, dict):
            self._fail("it has to hold a JSON object", self._skip(0))
        return value

    def _plain(self) -> str:
        """The text as JSON, each character where it is."""
        return self._text

    def _refuse_constant(self, name: str) -> NoReturn:
        self._fail(f"it is not valid JSON: {name}", self._text.find(name))

    def _fail(self, reason: str, at: int) -> NoReturn:
        line = self._text.count("\n", 0, at) + 1
        raise BadFileError(self._path, reason, line, at - self._text.rfind("\n", 0, at))

    def _scan(self, at: int, depth: int) -> tuple[Node, int]:
        """The value that begins here, and its end. The text is valid JSON."""
        text, start = self._text, at
        if depth > MAX_DEPTH:
            self._fail("it is nested too deeply", at)
        if text[at] == "{":
            members: list[_Member] = []
            at = self._skip(at + 1)
            while text[at] != "}":
                key_start, (key, at) = at, _scan_string(text, at)
                if any(member.key == key for member in members):
                    self._fail(f"the key {json.dumps(key, ensure_ascii=False)} is there twice", key_start)
                node, at = self._scan(self._skip(self._skip(at) + 1), depth + 1)
                members.append(_Member(key, key_start, node))
                at = self._skip(at)
                at = self._skip(at + 1) if text[at] == "," else at
            return Node(start, at + 1, members), at + 1
        if text[at] == "[":
            items: list[Node] = []
            at = self._skip(at + 1)
            while text[at] != "]":
                node, at = self._scan(at, depth + 1)
                items.append(node)
                at = self._skip(at)
                at = self._skip(at + 1) if text[at] == "," else at
            return Node(start, at + 1, items=items), at + 1
        end = _match(_STRING if text[at] == '"' else _SCALAR, text, at).end()
        return Node(start, end), end

    def _find(self, path: KeyPath) -> Node | None:
        node = self._root
        for piece in path:
            found = next((one.value for one in node.members or () if one.key == piece), None)
            if found is None:
                return None
            node = found
        return node

    def _insert(self, path: KeyPath, source: str) -> None:
        parent = self._find(path[:-1]) or self._root
        if parent.members is None:
            self._fail(f"`{'.'.join(path[:-1])}` is not an object", parent.start)
        member = f"{json.dumps(path[-1], ensure_ascii=False)}{self._colon}{source}"
        if parent.members:
            last = parent.members[-1]
            lead = re.search(r"(?:\A|\n)([ \t]*)\Z", self._text[: last.start])
            comma = f",{self._eol}{lead[1]}" if lead else ", " if self._colon == ": " else ","
            self._splice(last.value.end, last.value.end, comma + member)
        elif self._flat:
            self._splice(parent.start, parent.end, "{" + member + "}")
        else:
            outer = self._unit * (len(path) - 1)
            inner = f"{{{self._eol}{outer}{self._unit}{member}{self._eol}{outer}}}"
            self._splice(parent.start, parent.end, inner)

    def _find_unit(self) -> str:
        if self._root.members:
            lead = re.search(r"\n([ \t]+)\Z", self._text[: self._root.members[0].start])
            if lead:
                return lead[1]
        return "  "

    def _find_colon(self) -> str:
        """Minified files stay minified."""
        if self._root.members:
            first = self._root.members[0]
            between = self._text[first.start : first.value.start]
            return ":" if between.endswith('":') else ": "
        return ": "

    def _skip(self, at: int) -> int:
        found = self._gap.match(self._text, at)
        return found.end() if found else at

    def _splice(self, start: int, end: int, text: str) -> None:
        self._text = self._text[:start] + text + self._text[end:]
        self._refresh()


def format_string(text: str) -> str:
    """Return a JSON string; letters of other scripts stay readable."""
    return json.dumps(text, ensure_ascii=False)


def _scan_string(text: str, at: int) -> tuple[str, int]:
    found = _match(_STRING, text, at)
    key: str = json.loads(found[0])
    return key, found.end()


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    found = pattern.match(text, at)
    if found is None:
        raise ValueError(f"no value at {at}")  # never with text that the JSON parser has accepted
    return found
