"""A request in plain words."""

import pytest
from PySide6.QtCore import QLocale

from app.ui.requests import story
from tests.fakes.summaries import failed, live, summary

ANSWERED = "deepseek-v4-pro at deepseek answered in"


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (summary(), f"Codex asked for gpt-5.5-codex; {ANSWERED} 12.6 s, its first words after 0.8 s."),
        (summary(streamed=False), f"Codex asked for gpt-5.5-codex; {ANSWERED} 12.6 s."),
        (live(), "Codex asked for gpt-5.5-codex; deepseek-v4-pro at deepseek is answering."),
        (failed(), "Codex asked for gpt-5.5-codex; deepseek did not answer it. It failed after 1.9 s."),
        (summary(state="cancelled"), "Codex asked for gpt-5.5-codex and broke off after 12.6 s."),
    ],
)  # fmt: skip
def test_the_sentence(request_: dict[str, object], said: str) -> None:
    assert story.sentence(request_) == said


def test_the_sentence_of_next_to_nothing() -> None:
    assert "a model" in story.sentence({"id": "x", "state": "live"})


def test_warnings() -> None:
    assert story.warnings(summary()) == []
    found = story.warnings(
        summary(served_model="other", stop="length", attempts=2, usage={"estimated": True})
    )
    assert len(found) == 4
    assert "says that other answered" in found[0]
    assert "2 times" in found[3]


def test_warnings_of_the_reply() -> None:
    found = story.warnings(summary(warnings=["cache_collapsed", "newer than this window"]))
    known = story.cause("cache_collapsed")
    assert known is not None
    assert found == [f"{known.said} {known.fix}", "newer than this window"]


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("model_substituted", {"served_model": "other"}),
        ("usage_missing", {"usage": {"estimated": True}}),
        ("answer_truncated", {"stop": "length"}),
    ],
)
def test_nothing_is_said_twice(code: str, more: dict[str, object]) -> None:
    assert story.warnings(summary(warnings=[code], **more)) == story.warnings(summary(**more))


def test_whose_fault() -> None:
    said = {story.fault(name) for name in ("client", "translation", "provider", "network", "turnout", None)}
    assert len(said) == 6


def test_causes_in_the_language_of_the_window() -> None:
    english = story.cause("quota")
    before = QLocale()
    try:
        QLocale.setDefault(QLocale("zh_CN"))
        chinese = story.cause("quota")
    finally:
        QLocale.setDefault(before)
    assert english is not None
    assert chinese is not None
    assert english.said != chinese.said
    assert story.cause("never heard of") is None


def test_a_fallback_stepped_in() -> None:
    attempts = [{"profile": "one", "profile_name": "DeepSeek"}, {"profile": "two"}]
    summary = {
        "state": "done", "profile": "two", "profile_name": "Kimi", "attempts": 2, "warnings": ["fallback_used"],
    }  # fmt: skip
    assert story.warnings({**summary, "attempts_detail": attempts}) == [
        "DeepSeek did not answer, so it went on to Kimi."
    ]
    assert len(story.warnings(summary)) == 2, "without the attempts it is said in general"
