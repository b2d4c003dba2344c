"""Content parts: names by role do not matter, nothing is lost in silence."""

import pytest

from proxy.conversation import File, Image, Note, Part, Text
from proxy.wires.responses.decode_content import joined_texts, read_parts

PNG = "data:image/png;base64,AAAA"


def read(*content: object) -> tuple[tuple[Part, ...], list[Note]]:
    notes: list[Note] = []
    return read_parts(list(content), "input[0]", notes), notes


@pytest.mark.parametrize("kind", ["input_text", "output_text", "text", "summary_text", "reasoning_text"])
def test_text_by_any_name(kind: str) -> None:
    assert read({"type": kind, "text": "a"}, {"type": kind, "text": ""}) == ((Text("a"),), [])


def test_strings_nulls_and_oddities() -> None:
    assert read_parts("a", "p", []) == (Text("a"),)
    assert read_parts("", "p", []) == ()
    assert read_parts(None, "p", []) == ()
    assert read_parts({"type": "input_text"}, "p", []) == ()
    assert read("a", "", 3, {"type": "input_text", "text": "b"}) == ((Text("a"), Text("b")), [])


def test_refusal_in_history_is_text() -> None:
    assert read({"type": "refusal", "refusal": "No."}, {"type": "refusal"}) == ((Text("No."),), [])


def test_annotations_are_kept_when_there_are_any() -> None:
    citation = {"type": "url_citation", "url": "https://example.org"}
    parts, _ = read(
        {"type": "output_text", "text": "a", "annotations": [citation]},
        {"type": "output_text", "text": "b", "annotations": []},
    )
    assert parts == (Text("a", {"annotations": [citation]}), Text("b"))


def test_images() -> None:
    assert read(
        {"type": "input_image", "image_url": PNG, "detail": "original"},
        {"type": "input_image", "image_url": {"url": PNG, "detail": "low"}},
        {"type": "input_image", "image_url": "https://example.org/a.png"},
    ) == ((Image(PNG, "original"), Image(PNG, "low"), Image("https://example.org/a.png")), [])


def test_image_by_id_becomes_a_marker_with_a_note() -> None:
    parts, notes = read({"type": "input_image", "file_id": "file_1"}, {"type": "input_image"})
    assert parts == (Text("[image file_1 omitted]"), Text("[image omitted]"))
    assert [note.path for note in notes] == ["input[0]", "input[0]"]


def test_files_by_data_url_bare_base64_url_and_id() -> None:
    parts, _ = read(
        {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,AA=="},
        {"type": "input_file", "filename": "a.pdf", "file_data": "AA=="},
        {"type": "input_file", "file_data": "AA=="},
        {"type": "input_file", "file_url": "https://example.org/a.pdf"},
        {"type": "file", "file": {"file_id": "file_1"}},
    )
    assert parts == (
        File("data:application/pdf;base64,AA==", "a.pdf"),
        File("data:application/pdf;base64,AA==", "a.pdf"),
        File("data:application/octet-stream;base64,AA=="),
        File("https://example.org/a.pdf"),
        File("", None, {"file_id": "file_1"}),
    )


def test_row_054_encrypted_content_is_text_or_a_marker() -> None:
    parts, notes = read(
        {"type": "encrypted_content", "encrypted_content": "do this"},
        {"type": "encrypted_content", "encrypted_content": ""},
        {"type": "encrypted_content", "encrypted_content": "gAAAAABabc"},
    )
    assert parts[0] == Text("do this")
    assert len(parts) == 2
    assert isinstance(parts[1], Text)
    assert "encrypted" in parts[1].text
    assert "gAAAA" not in parts[1].text
    assert len(notes) == 1


def test_unknown_parts_are_said_in_words() -> None:
    parts, notes = read({"type": "input_audio", "data": "x"}, {"type": "new", "text": "t"})
    assert parts == (Text("[input_audio omitted]"), Text("t"))
    assert len(notes) == 2


def test_joined_texts() -> None:
    assert joined_texts([{"text": "a"}, {"text": ""}, "x", {"text": "b"}]) == "a\n\nb"
    assert joined_texts("a") == "a"
    assert joined_texts(None) == ""
