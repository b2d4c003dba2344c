"""Items by themselves: when they begin, when they are done, what is left when the reply fails."""

from proxy.conversation import Open
from proxy.wires.responses.event_stream import EventStream
from proxy.wires.responses.output_items import OpenPart, OutputItems
from proxy.wires.responses.reply_shapes import Ids
from tests.proxy.wires.responses.streams import context


def items(**fields: object) -> OutputItems:
    return OutputItems(EventStream(), context(**fields), Ids())


def begin(output: OutputItems, opened: Open, *pieces: str) -> OpenPart:
    part = OpenPart(opened)
    output.open(part)
    for piece in pieces:
        part.pieces.append(piece)
        if not part.tail:
            output.begin(part)
    return part


def test_texts_take_their_place_with_their_first_word() -> None:
    output = items()
    silent = begin(output, Open(0, "text"))
    call = begin(output, Open(1, "tool", id="c", name="f"))
    spoken = begin(output, Open(2, "text"), "a")
    assert (silent.index, call.index, spoken.index) == (-1, 0, 1)


def test_message_is_done_when_something_else_begins() -> None:
    output = items()
    text = begin(output, Open(0, "text"), "a")
    output.close(text, complete=True)
    assert output.done == []
    begin(output, Open(1, "tool", id="c", name="f"))
    assert [item["type"] for item in output.done] == ["message"]


def test_what_was_cut_is_done_only_when_the_reply_is_not_abandoned() -> None:
    for ending, status in (("end", "incomplete"), ("abandon", None)):
        output = items()
        for key, kind in enumerate(("reasoning", "text")):
            output.close(begin(output, Open(key, kind), "a"), complete=False)  # type: ignore[arg-type]
        if ending == "end":
            output.end(cut_short=True)
        else:
            output.abandon()
        assert {item["status"] for item in output.done} == ({status} if status else set())


def test_cut_call_is_remembered() -> None:
    output = items()
    output.close(begin(output, Open(0, "tool", id="c", name="f"), "{"), complete=False)
    output.end(cut_short=False)
    assert output.call_cut
    assert output.done == []


def test_refusals_are_remembered_whoever_reads_them() -> None:
    for client in ("codex", "other"):
        output = items(client=client)
        begin(output, Open(0, "refusal"), "No.")
        assert output.refused


def test_newest_piece_is_mended() -> None:
    part = OpenPart(Open(0, "text"))
    part.pieces += ["a", "b\ud800"]
    assert part.mend() == b'"b?"'
    assert part.text == "ab?"
