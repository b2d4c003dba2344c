"""Counted things in words."""

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import i18n
from app.ui.counts import Counts


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 requests"), (1, "1 request"), (2, "2 requests"), (1204, "1,204 requests")],
)
def test_english(count: int, said: str) -> None:
    assert Counts().requests(count) == said
    assert Counts().requests_today(count) == f"Today {said}"


def test_chinese_has_one_form(qapp: QApplication) -> None:
    i18n.install("zh_CN")
    try:
        assert [Counts().requests(count) for count in (1, 2)] == ["1 个请求", "2 个请求"]
        assert Counts().requests_today(1204) == "今日 1,204 个请求"
    finally:
        i18n.install("en")
