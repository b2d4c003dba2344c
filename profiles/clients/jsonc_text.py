"""Edit a JSON file with comments in place, as editors have them; and its lists of named values, one by one."""

import json
import re
from typing import Any, ClassVar

from profiles.clients.edit import MISSING, KeyPath, find
from profiles.clients.json_text import JsonText, Node

_COMMENT = r"//[^\r\n]*|/\*.*?\*/"
_GAP = re.compile(rf"(?s)(?:[ \t\r\n]|{_COMMENT})*")
_TOKENS = re.compile(rf'(?s)("(?:[^"\\]|\\.)*")|{_COMMENT}')
_LAST_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=[ \t\r\n]*[}\]])')
_REST_OF_LINE = re.compile(r"[ \t]*(?:/\*[^\r\n]*?\*/[ \t]*)*(?://[^\r\n]*)?")
_BLANK = re.compile(r"[ \t]*(?=\r?\n|\Z)")
_NAME, _VALUE = "name", "value"


class JsoncText(JsonText):
    """A JSON document with comments and trailing commas; all of them stay. Raises BadFileError as JsonText does.

    `tables` are the paths of lists of `{"name": …, "value": …}`: they are read and edited as objects, an element
    for each name. Of two elements of one name the last is meant, as for who sets variables in order.
    """

    tables: ClassVar[tuple[KeyPath, ...]] = ()
    _gap = _GAP

    def remove(self, path: KeyPath) -> None:
        """Take a value out with its line; comments beside it stay."""
        parent = self._find(path[:-1])
        spans = [] if parent is None else self._spans(parent)
        index = self._index(parent, path) if parent is not None else None
        if parent is None or index is None:
            return
        text, (start, end) = self._text, spans[index]
        inside = text[parent.start + 1 : start] + text[end : parent.end - 1]
        if len(spans) == 1 and not inside.replace(",", "", 1).strip():
            self._splice(parent.start + 1, parent.end - 1, "")
            return
        comma = self._comma_behind(end)
        before = self._comma_behind(spans[index - 1][1]) if index else None
        finish = end if comma is None else comma + 1
        if comma is not None and (said := text[end:comma]).strip():
            self._splice(start, finish, said)  # a comment before the comma
            return
        lead = re.search(r"\r?\n[ \t]*\Z", text[:start])
        blank = _BLANK.match(text, finish)
        if lead is not None and blank is not None:
            start, finish = lead.start(), blank.end()
        elif comma is not None and index < len(spans) - 1:
            finish = self._end_of_spaces(finish)
        elif before is not None and not text[before + 1 : start].strip():
            start = before + 1
        self._splice(start, finish, "")
        if comma is None and before is not None:
            self._splice(before, before + 1, "")

    def drop_empty(self, path: KeyPath) -> None:
        """Remove an object or list that holds nothing any more, not even a comment."""
        node = self._find(path)
        if node is not None and self._is_container(node) and not self._inside(node).strip():
            self.remove(path)

    def _nothing_at(self, path: KeyPath) -> str:
        return "[]" if path in self.tables else super()._nothing_at(path)

    def _refresh(self) -> None:
        try:
            super()._refresh()
        except (ValueError, IndexError):
            self._fail("it has a structure that Turnout does not understand", 0)
        for place in self.tables:
            listed = find(self.values, place)
            if listed is MISSING:
                continue
            if not isinstance(listed, list):
                node = self._find(place)
                self._fail(f"`{'.'.join(place)}` is not a list", node.start if node else 0)
            find(self.values, place[:-1])[place[-1]] = _as_table(listed)

    def _plain(self) -> str:
        without = _TOKENS.sub(lambda found: found[1] or re.sub(r"[^\r\n]", " ", found[0]), self._text)
        return _LAST_COMMA.sub(lambda found: found[1] or " ", without)

    def _find(self, path: KeyPath) -> Node | None:
        table = path[:-1]
        if table not in self.tables:
            return super()._find(path)
        listed = super()._find(table)
        index = None if listed is None else self._index(listed, path)
        if listed is None or listed.items is None or index is None:
            return None
        return _member(listed.items[index], _VALUE)

    def _index(self, parent: Node, path: KeyPath) -> int | None:
        """Where in its object or list a value is; the last one of that name."""
        if path[:-1] in self.tables:
            names = [self._name_of(item) for item in parent.items or ()]
        else:
            names = [member.key for member in parent.members or ()]
        return next((at for at in range(len(names) - 1, -1, -1) if names[at] == path[-1]), None)

    def _name_of(self, item: Node) -> str | None:
        node = _member(item, _NAME)
        if node is None or _member(item, _VALUE) is None or self._text[node.start] != '"':
            return None
        name: str = json.loads(self._text[node.start : node.end])
        return name

    def _insert(self, path: KeyPath, source: str) -> None:
        parent = self._find(path[:-1]) or self._root
        key = json.dumps(path[-1], ensure_ascii=False)
        if path[:-1] in self.tables:
            entry = f'{{"{_NAME}"{self._colon}{key}, "{_VALUE}"{self._colon}{source}}}'
        elif parent.members is None:
            self._fail(f"`{'.'.join(path[:-1])}` is not an object", parent.start)
        else:
            entry = f"{key}{self._colon}{source}"
        spans = self._spans(parent)
        if spans:
            self._append(spans[-1], entry)
        else:
            self._fill(parent, len(path) - 1, entry)

    def _append(self, last: tuple[int, int], entry: str) -> None:
        text, end = self._text, last[1]
        lead = re.search(r"(?:\A|\n)([ \t]*)\Z", text[: last[0]])
        if lead is None:
            self._splice(end, end, ("," if self._colon == ":" else ", ") + entry)
            return
        comma = self._comma_behind(end)
        # What is said of the last one behind it stays on its line.
        rest = _REST_OF_LINE.match(text, end if comma is None else comma + 1)
        at = rest.end() if rest else end
        kept = text[end:at] if comma is not None else "," + text[end:at]
        self._splice(end, at, f"{kept}{self._eol}{lead[1]}{entry}{'' if comma is None else ','}")

    def _fill(self, parent: Node, depth: int, entry: str) -> None:
        outer = self._unit * depth
        inside, end = self._inside(parent), parent.end - 1
        if inside.strip():  # comments
            line = re.search(r"\n([ \t]*)\Z", inside)
            if line is None:
                self._splice(end, end, f"{entry} ")
            else:
                at = end - len(line[1])
                self._splice(at, at, f"{outer}{self._unit}{entry}{self._eol}")
        elif self._flat:
            self._splice(parent.start + 1, end, entry)
        else:
            inner = f"{self._eol}{outer}{self._unit}{entry}{self._eol}{outer}"
            self._splice(parent.start + 1, end, inner)

    def _spans(self, parent: Node) -> list[tuple[int, int]]:
        if parent.members is not None:
            return [(member.start, member.value.end) for member in parent.members]
        return [(item.start, item.end) for item in parent.items or ()]

    def _comma_behind(self, at: int) -> int | None:
        at = self._skip(at)
        return at if self._text[at] == "," else None

    def _end_of_spaces(self, at: int) -> int:
        while self._text[at] in " \t":
            at += 1
        return at

    def _inside(self, node: Node) -> str:
        return self._text[node.start + 1 : node.end - 1]

    def _is_container(self, node: Node) -> bool:
        return node.members is not None or node.items is not None


def _member(node: Node, key: str) -> Node | None:
    return next((one.value for one in node.members or () if one.key == key), None)


def _as_table(listed: list[Any]) -> dict[str, Any]:
    """The list as an object. What is no plain element is in it as well, under a name that no variable has."""
    table: dict[str, Any] = {}
    odd = 0
    last = {
        item[_NAME]: at
        for at, item in enumerate(listed)
        if isinstance(item, dict) and isinstance(item.get(_NAME), str) and _VALUE in item
    }
    for at, item in enumerate(listed):
        name = item.get(_NAME) if isinstance(item, dict) else None
        if isinstance(name, str) and last.get(name) == at:
            table[name] = item[_VALUE]
            if rest := {key: value for key, value in item.items() if key not in (_NAME, _VALUE)}:
                table[f"\0{name}"] = rest
        else:
            table[f"\0{odd}"] = item
            odd += 1
    return table
