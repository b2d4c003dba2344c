"""Every failure that Turnout tells apart has its words, in both languages."""

import ast
import re
from typing import get_args

import pytest

from app.causes import explain
from proxy.conversation import FailureKind
from proxy.failure_codes import CODES, NETWORK
from proxy.failure_phrases import ROWS
from proxy.warning import WARNINGS
from tests.tree import find_modules

KINDS = get_args(FailureKind)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def codes_in_source() -> set[str]:
    """The codes that any call of Failure(…) in the proxy gives, by keyword or as its fourth argument."""
    found = {row.code for row in (*ROWS, *CODES) if row.code} | {code for code, _ in NETWORK} | {*WARNINGS}
    for module in find_modules("proxy"):
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Failure":
                given = [word.value for word in node.keywords if word.arg == "code"] + node.args[3:4]
                found |= {one.value for one in given if isinstance(one, ast.Constant) and one.value}
    return found


@pytest.mark.parametrize("code", sorted({*KINDS, *codes_in_source()}))
def test_each_code_is_explained_in_both_languages(code: str) -> None:
    english, chinese = explain(code, "en"), explain(code, "zh")
    assert english and chinese
    for sentence in (english.said, english.cause, english.fix):
        assert sentence.endswith(".")
        assert not CHINESE.search(sentence)
    for sentence in (chinese.said, chinese.cause, chinese.fix):
        assert CHINESE.search(sentence)
        assert sentence.endswith("。")


def test_an_unknown_code_has_no_words() -> None:
    assert explain("never_heard_of") is None


def test_another_name_of_a_code_has_its_words() -> None:
    assert explain("empty_reply") == explain("empty")
