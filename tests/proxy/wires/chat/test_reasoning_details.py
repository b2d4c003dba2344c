"""`reasoning_details` from pieces, and Turnout's envelopes in them."""

from typing import Any

from proxy.wires.chat.reasoning_details import detail_text, join_details, read_sealed, sealed_entry


def joined(*batches: list[dict[str, Any]]) -> list[dict[str, Any]]:
    into: list[dict[str, Any]] = []
    for batch in batches:
        join_details(into, batch)
    return into


def text(words: str, index: int | None = 0, **fields: Any) -> dict[str, Any]:
    told = {} if index is None else {"index": index}
    return {"type": "reasoning.text", "text": words, **told, **fields}


def test_row_073_pieces_with_one_index_are_one_entry() -> None:
    assert joined([text("a")], [text("b")], [text("", signature="s")]) == [text("ab", signature="s")]


def test_row_073_another_index_type_or_id_is_another_entry() -> None:
    summary = {"type": "reasoning.summary", "summary": "x", "index": 0}
    assert joined([text("a"), text("b", 1)], [summary]) == [text("a"), text("b", 1), summary]
    assert joined([text("a", id="1")], [text("b", id="2")]) == [text("a", id="1"), text("b", id="2")]
    assert joined([text("a", id="1")], [text("b", id=None)]) == [text("ab", id="1")]


def test_row_073_encrypted_entries_are_never_joined() -> None:
    sealed = {"type": "reasoning.encrypted", "data": "d", "index": 0}
    assert joined([sealed], [sealed]) == [sealed, sealed]


def test_what_follows_a_signature_is_another_entry() -> None:
    assert joined([text("a", signature="s")], [text("b")]) == [text("a", signature="s"), text("b")]


def test_without_an_index_only_neighbours_are_joined() -> None:
    sealed = {"type": "reasoning.encrypted", "data": "d"}
    assert joined([text("a", None)], [text("b", None)]) == [text("ab", None)]
    assert joined([text("a", None)], [sealed], [text("b", None)]) == [
        text("a", None),
        sealed,
        text("b", None),
    ]


def test_a_signature_finds_its_text_behind_other_entries() -> None:
    sealed = {"type": "reasoning.encrypted", "data": "d", "index": 1}
    assert joined([text("a"), sealed], [text("", signature="s")]) == [text("a", signature="s"), sealed]


def test_entries_that_came_in_stay_as_they_were() -> None:
    first = text("a")
    joined([first], [text("b")])
    assert first == text("a")


def test_visible_text() -> None:
    assert detail_text([text("a"), {"type": "reasoning.summary", "summary": "b"}, {"text": 5}]) == "ab"


def test_envelopes_come_back() -> None:
    entries = [
        sealed_entry("tn.v1.a", 0),
        {"type": "reasoning.encrypted", "data": "x"},
        text("a", signature="s"),
        text("b"),
    ]
    assert read_sealed(entries) == (["tn.v1.a"], ["x", "s"])
