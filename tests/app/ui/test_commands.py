"""Typed words find their command."""

from app.ui.commands import Command, find

COMMANDS = [
    Command("Use DeepSeek for Codex", lambda: None, "switch", "deepseek-chat", "use deepseek for codex"),
    Command("Use Kimi 月之暗面 for Codex", lambda: None, "switch", "kimi-k2", "use kimi kimi-k2 for codex"),
    Command(
        "Use Kimi 月之暗面 for Claude Code", lambda: None, "switch", "kimi-k2", "use kimi for claude-code"
    ),
    Command("Open Profiles", lambda: None, "profiles", words="open profiles"),
]


def titles(typed: str) -> list[str]:
    return [command.title for command in find(COMMANDS, typed)]


def test_a_sentence_finds_one_command() -> None:
    assert titles("use kimi for codex") == ["Use Kimi 月之暗面 for Codex"]


def test_parts_of_words_in_any_order_do() -> None:
    assert titles("claude kim") == ["Use Kimi 月之暗面 for Claude Code"]
    assert titles("月之") == ["Use Kimi 月之暗面 for Codex", "Use Kimi 月之暗面 for Claude Code"]


def test_beginnings_of_words_come_first() -> None:
    assert titles("pro")[0] == "Open Profiles"
    assert titles("code")[0] == "Use DeepSeek for Codex"


def test_nothing_typed_lists_all_and_nonsense_none() -> None:
    assert len(titles("")) == len(COMMANDS)
    assert titles("xyzzy") == []
