"""The table of wordings is sound: patterns compile, codes are unambiguous, groups are known."""

import re
from collections import Counter
from typing import get_args

from proxy.conversation import FailureKind
from proxy.failure_phrases import ROWS, STATUSES

KINDS = set(get_args(FailureKind))
GROUPS = {"limit", "used", "input", "input2", "output", "below"}


def test_rows_have_a_known_kind_and_something_to_go_by() -> None:
    for row in ROWS:
        assert row.kind in KINDS
        assert row.codes or row.patterns
    assert set(STATUSES.values()) <= KINDS


def test_patterns_compile_see_lower_case_and_name_only_known_groups() -> None:
    for row in ROWS:
        for pattern in row.patterns:
            groups = set(re.compile(pattern).groupindex)
            assert groups <= GROUPS
            assert groups <= {"limit", "used"} or row.kind == "max_tokens_too_big", pattern
            assert "output" not in groups or {"input", "limit"} <= groups
            literal = re.sub(r"\\[A-Za-z]|\(\?P<", "", pattern)
            assert literal == literal.lower(), pattern


def test_patterns_match_no_empty_text() -> None:
    for row in ROWS:
        for pattern in row.patterns:
            assert re.search(pattern, "") is None, pattern


def test_a_code_stands_in_one_row_only_and_in_lower_case() -> None:
    codes = Counter(code for row in ROWS for code in row.codes)
    assert [code for code, count in codes.items() if count > 1] == []
    assert all(code == code.lower() for code in codes)
