"""Pictures and documents where they may be, in words where they may not."""

from base64 import b64encode

import pytest

from proxy.conversation import File, Image, Item, Message, Note, Part, Text, ToolResult, Wire
from proxy.dialect import Dialect
from proxy.passes.media import SEE_BELOW, place_media
from tests.proxy.passes.says import (
    ANTHROPIC,
    DEEPSEEK,
    OPENAI,
    PLAIN,
    actions,
    ask,
    call,
    result,
    user,
    words,
)

PNG = Image("data:image/png;base64,iVBORw0KGgo=")
PDF = File("data:application/pdf;base64,JVBERi0=", "paper.pdf")
NOTES = File("data:text/markdown;base64," + b64encode("# Grüße".encode()).decode(), "notes.md")


def place(
    *items: Item,
    wire: Wire = "chat",
    dialect: Dialect = PLAIN,
    origin: Wire = "responses",
    notes: list[Note] | None = None,
) -> tuple[Item, ...]:
    return place_media(ask(*items, wire=origin), wire, dialect, [] if notes is None else notes).items


def said(*parts: Part) -> Message:
    return Message("user", parts)


def test_a_request_without_media_is_returned_as_it_is() -> None:
    request = ask(user("u"), call("1"), result("1"))
    assert place_media(request, "chat", DEEPSEEK, []) is request


def test_row_050_a_picture_in_a_result_follows_behind_all_results_of_the_batch() -> None:
    notes: list[Note] = []
    items = place(
        user("u"),
        call("1"),
        call("2"),
        ToolResult("1", (PNG,)),
        ToolResult("2", (Text("two"), PNG)),
        user("v"),
        notes=notes,
    )
    assert items[3] == ToolResult("1", (Text(SEE_BELOW),))
    assert items[4] == ToolResult("2", (Text("two"), Text(SEE_BELOW)))
    assert items[5] == said(
        Text("From the result of tool call 1:"), PNG, Text("From the result of tool call 2:"), PNG
    )
    assert items[6] == user("v")
    assert "moved behind" in actions(notes)


def test_row_050_at_the_end_of_the_conversation_too() -> None:
    items = place(call("1"), ToolResult("1", (PNG, PNG)))
    assert items == (
        call("1"),
        ToolResult("1", (Text(SEE_BELOW),)),
        said(Text("From the result of tool call 1:"), PNG, PNG),
    )
    assert place(*items) == items


@pytest.mark.parametrize(("wire", "dialect"), [("messages", ANTHROPIC), ("responses", OPENAI)])
def test_row_050_an_endpoint_that_takes_them_in_results_gets_them_there(wire: Wire, dialect: Dialect) -> None:
    items = (call("1"), ToolResult("1", (PNG, PDF)))
    assert place(*items, wire=wire, dialect=dialect) == items


def test_row_050_chat_never_takes_them_in_results() -> None:
    assert place(call("1"), ToolResult("1", (PNG,)), dialect=Dialect(tool_result_images=True))[
        1
    ] == ToolResult("1", (Text(SEE_BELOW),))


def test_a_model_without_eyes_is_told_that_there_was_a_picture() -> None:
    notes: list[Note] = []
    web = Image("https://example.com/x.png")
    items = place(
        said(Text("look"), PNG, web), call("1"), ToolResult("1", (PNG,)), dialect=DEEPSEEK, notes=notes
    )
    assert words(items[0]) == (
        "look[image omitted: this model takes no images (image/png)]"
        "[image omitted: this model takes no images (picture)]"
    )
    assert words(items[2]) == "[image omitted: this model takes no images (image/png)]"
    assert len(items) == 3
    assert len(notes) == 3


@pytest.mark.parametrize(
    ("detail", "told"),
    [("original", "high"), ("low", "low"), (None, None), ("weird", None), ("auto", "auto")],
)
def test_detail_is_one_that_the_wire_knows(detail: str | None, told: str | None) -> None:
    (item,) = place(said(Image("data:x", detail)))
    assert item == said(Image("data:x", told))


def test_detail_original_stays_where_it_is_known() -> None:
    item = said(Image("data:x", "original"))
    assert place(item, wire="responses", dialect=OPENAI) == (item,)


def test_documents_are_written_out_or_marked_where_they_are_not_taken() -> None:
    notes: list[Note] = []
    (item,) = place(said(NOTES, PDF, File("https://example.com/x.pdf")), notes=notes)
    assert words(item) == (
        '<document name="notes.md">\n# Grüße\n</document>'
        "[document omitted: this model takes no documents (paper.pdf)]"
        "[document omitted: this model takes no documents (document)]"
    )
    assert len(notes) == 3
    assert place(said(NOTES, PDF), wire="messages", dialect=ANTHROPIC) == (said(NOTES, PDF),)


def test_a_text_document_that_is_none_is_marked() -> None:
    for content in ("abc", b64encode(b"\xff\xfe").decode()):
        (item,) = place(said(File(f"data:text/plain;base64,{content}", "x")))
        assert "omitted" in words(item)


def test_a_picture_that_comes_as_a_file_is_a_picture() -> None:
    (item,) = place(said(File(PNG.url)))
    assert item == said(PNG)


def test_a_file_known_by_an_id_stays_on_its_own_wire_alone() -> None:
    named = said(File("", "x.pdf", {"file_id": "file-1"}))
    documents = Dialect(documents=True)
    assert place(named, origin="chat", dialect=documents) == (named,)
    for items in (place(named, origin="chat"), place(named, dialect=documents)):
        assert "id of another provider" in words(items[0])


def test_a_detail_that_no_other_knows_is_noted_once() -> None:
    notes: list[Note] = []
    close_up = Image(PNG.url, "original")
    (item,) = place(said(close_up, close_up), notes=notes)
    assert item == said(Image(PNG.url, "high"), Image(PNG.url, "high"))
    assert [note.path for note in notes] == ["images"]
