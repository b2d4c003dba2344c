"""What a check costs, before, while and after it runs."""

import re

import pytest
from PySide6.QtCore import QLocale

from app.ui.check.about import say_before, say_done, say_planned
from tests.app.ui.check.sample import PLAN, RESULT


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale("en"))


def test_before_it_is_planned() -> None:
    assert "cents" in say_before()
    assert say_planned("DeepSeek", None) == "Starting…"


def test_planned() -> None:
    assert say_planned("DeepSeek", PLAN) == (
        "Checking DeepSeek: about ¥0.03 (41,260 input and 4,572 output tokens). It can be cancelled at any time."
    )
    assert "¥" not in say_planned("DeepSeek", {**PLAN, "cost": None})


def test_done() -> None:
    said = say_done(RESULT)
    assert re.match(r"Checked 2026-08-\d\d \d\d:\d\d with", said), "as in every other place"
    assert say_done({**RESULT, "started_at": "lately"}).startswith("Checked – with")
    assert said.endswith("with deepseek-chat, in 24.3 s, for ¥0.02 (31,200 input and 3,310 output tokens).")
    assert say_done({**RESULT, "quick": True, "model": None}).endswith("This was a quick check.")
