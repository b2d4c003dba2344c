"""Citations, nested on the wire and flat inside."""

from proxy.wires.chat.annotations import read_annotations, write_annotations

NESTED = {
    "type": "url_citation",
    "url_citation": {"url": "https://a.example", "title": "A", "start_index": 1},
}
FLAT = {"type": "url_citation", "url": "https://a.example", "title": "A", "start_index": 1}


def test_nested_and_flat_are_read() -> None:
    other = {"type": "file_citation", "file_id": "f"}
    assert read_annotations([NESTED, FLAT, other]) == [FLAT, FLAT, other]


def test_web_citations_are_written_nested_and_others_left_out() -> None:
    assert write_annotations([FLAT, {"type": "file_citation"}, "odd"]) == [NESTED]
    assert write_annotations(None) == []
