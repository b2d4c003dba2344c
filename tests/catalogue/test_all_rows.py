"""Every row of the edge-case catalogue has a test, by its number."""

import ast
import re

import pytest

from tests.tree import ROOT

ROWS = {
    "A requests": (1, 2, 4, 5, 7, 9, 10, 11, 12, 13, 15, 16, 18, 19, 20),
    "B tools declared": (21, 22, 24, 26, 27, 28, 30, 31, 33, 34, 36, 38),
    "C calls and results": (39, 40, 42, 43, 45, 47, 48, 50, 52, 53, 54, 56, 57, 59),
    "D reasoning": (60, 61, 63, 65, 67, 68, 71, 73, 75, 76),
    "E chat upstream": (
        77, 78, 79, 81, 82, 83, 84, 86, 87, 88, 90, 92, 93, 95, 96, 97, 98, 99, 101, 102, 103, 105,
    ),
    "F other upstreams": (106, 107, 108, 110, 111, 112, 114, 115, 117, 118, 119, 121),
    "G errors": (122, 123, 124, 125, 127, 129, 130, 131, 132, 133, 135, 137, 139),
}  # fmt: skip


def names_of_tests(*folders: str) -> set[str]:
    """The names of all test functions under the folders of tests/."""
    found: set[str] = set()
    for folder in folders:
        for file in (ROOT / "tests" / folder).rglob("test_*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
            functions = (
                node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            )
            found |= {node.name for node in functions if node.name.startswith("test_")}
    return found


EVERYWHERE = names_of_tests(".")
OVER_HTTP = names_of_tests("catalogue")


@pytest.mark.parametrize("row", [row for rows in ROWS.values() for row in rows])
def test_row_has_its_test(row: int) -> None:
    mark = f"row_{row:03d}_"
    assert any(mark in name for name in EVERYWHERE), f"no test is called {mark}…"
    assert any(mark in name for name in OVER_HTTP), f"no test over HTTP is called {mark}…"


def test_no_test_has_the_number_of_a_row_that_is_not_there() -> None:
    known = {f"{row:03d}" for rows in ROWS.values() for row in rows}
    assert {row for name in OVER_HTTP for row in re.findall(r"row_(\d{3})_", name)} <= known
