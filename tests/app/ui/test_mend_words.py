"""Mends in words."""

from typing import get_args

from app.ui.mend_words import mend_words, note_words
from proxy.repairs import RepairAction


def test_every_repair_has_words() -> None:
    said = {action: mend_words(f"{action} seed") for action in get_args(RepairAction)}
    assert not {action for action, words in said.items() if action in words}
    assert said["drop_parameter"] == "seed is left out"
    assert mend_words("rename_role developer") == "system text goes by the role developer"


def test_what_we_do_not_know_is_said_as_it_came() -> None:
    assert mend_words("asked at https://a.example instead of https://b.example").startswith("asked at")


def test_a_requests_note_says_it_too() -> None:
    assert note_words("sent again after a refusal: drop_parameter seed") == (
        "sent again after a refusal: seed is left out"
    )
    assert note_words("sent again after a refusal: force_stream ").endswith("replies are always streamed")
    assert note_words("max_tokens became 5") == "max_tokens became 5"
