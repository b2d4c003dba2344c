"""The threat model is kept true: each row names its modules and the tests that show it, and all of them are there."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.tree import ROOT

DOCUMENT = ROOT / "THREAT_MODEL.md"
COLUMNS = ["id", "threat", "what holds it", "where", "shown by"]


@cache
def find_tests(path: str) -> frozenset[str]:
    """The names of the test functions of a file, also those in a state machine; none where there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    found = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return frozenset(name for name in found if name.startswith("test_"))


def read_rows(text: str) -> Iterator[list[str]]:
    """The cells of each row of the table whose head is COLUMNS."""
    lines = iter(text.splitlines())
    for line in lines:
        if cells(line) == COLUMNS:
            break
    next(lines, None)  # the rule under the head
    for line in lines:
        if not line.startswith("|"):
            return
        yield cells(line)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def find_faults(text: str) -> list[str]:
    """What is wrong with the table, one sentence each."""
    faults: list[str] = []
    rows = list(read_rows(text))
    if [row[0] for row in rows] != [f"T{number}" for number in range(1, len(rows) + 1)]:
        faults.append("the rows are not numbered T1, T2, …")
    for row in rows:
        if len(row) != len(COLUMNS) or not all(row):
            faults.append(f"{row[0]} has an empty or a missing cell")
            continue
        _, _, _, where, shown = row
        places, shows = re.findall(r"`([^`]+)`", where), re.findall(r"`([^`]+)`", shown)
        if not places or not shows:
            faults.append(f"{row[0]} names no module or no test")
        faults += [f"{row[0]}: there is no {place}" for place in places if not (ROOT / place).exists()]
        for name in shows:
            path, _, test = name.partition("::")
            if test not in find_tests(path):
                faults.append(f"{row[0]}: there is no test {name}")
    return faults


def test_each_row_names_the_tests_that_show_it() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert list(read_rows(text))
    assert find_faults(text) == []


def test_a_fault_is_seen() -> None:
    head = f"| {' | '.join(COLUMNS)} |\n|---|---|---|---|---|\n"
    me = "`tests/test_threat_model.py::test_a_fault_is_seen`"
    assert find_faults(f"{head}| T1 | a | b | `proxy` | {me} |\n") == []
    assert find_faults(f"{head}| T2 | a | b | `proxy` | {me} |\n") == ["the rows are not numbered T1, T2, …"]
    assert find_faults(f"{head}| T1 | a | b | `proxy` | |\n") == ["T1 has an empty or a missing cell"]
    assert find_faults(f"{head}| T1 | a | b | `proxy` | soon |\n") == ["T1 names no module or no test"]
    assert find_faults(f"{head}| T1 | a | b | `nowhere.py` | {me} |\n") == ["T1: there is no nowhere.py"]
    assert find_faults(f"{head}| T1 | a | b | `proxy` | `tests/gone.py::test_x` |\n") == [
        "T1: there is no test tests/gone.py::test_x"
    ]
