"""Results on stdout, the rest on stderr, and nothing that a terminal would obey."""

import io
import json
import sys

import pytest

from app.cli.output import accept_any_text, fail, say, say_json, table, warn
from app.errors import AppError, UsageError
from profiles.errors import NotFoundError


def test_columns_are_as_wide_as_needed_and_wide_characters_count_twice() -> None:
    assert table([("ID", "NAME"), ("a", "豆包"), ("long", "x")]) == "ID    NAME\na     豆包\nlong  x"
    assert table([("豆包", "x"), ("abcd", "y")]) == "豆包  x\nabcd  y"
    assert table([]) == ""


def test_warnings_are_not_results(capsys: pytest.CaptureFixture[str]) -> None:
    say("result")
    warn("warning")
    assert capsys.readouterr() == ("result\n", "warning\n")


def test_a_provider_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b[2Jb\x9bc\td")
    say_json({"text": "\x1b\x9b\x7f"})
    said = capsys.readouterr().out
    assert said.startswith("a\\u001b[2Jb\\u009bc\td\n")
    assert json.loads(said.partition("\n")[2]) == {"text": "\x1b\x9b\x7f"}


@pytest.mark.parametrize(("encoding", "text"), [("utf-8", "模型"), ("ascii", "\\u6a21\\u578b")])
def test_json_is_readable_in_every_encoding(
    encoding: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
    say_json({"name": "模型"})
    assert text in written.getvalue().decode()
    assert json.loads(written.getvalue().decode()) == {"name": "模型"}


def test_text_that_the_terminal_lacks_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    accept_any_text()
    say("– ok")
    assert written.getvalue() == b"? ok\n"


@pytest.mark.parametrize(
    ("error", "status"),
    [(AppError("It broke.", "Mend it.", "broken"), 1), (UsageError("It broke.", "Mend it.", "broken"), 2),
     (NotFoundError("It broke.", "Mend it.", code="broken"), 1)],
)  # fmt: skip
def test_a_failure_is_one_sentence_or_one_document(
    error: AppError, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fail(error, as_json=False) == status
    assert capsys.readouterr() == ("", "turnout: It broke. Mend it.\n")
    assert fail(error, as_json=True) == status
    said = capsys.readouterr()
    assert json.loads(said.out) == {"error": {"code": "broken", "message": "It broke.", "fix": "Mend it."}}
    assert said.err == ""
