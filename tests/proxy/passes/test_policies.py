"""What a profile wants done where its endpoint lacks something; and nothing is ignored without a note."""

from typing import Any

import pytest

from proxy.capability import CapabilityMissingError, Policy
from proxy.conversation import (
    File,
    Foreign,
    Image,
    Item,
    Message,
    Note,
    OutputFormat,
    Request,
    Text,
    ToolResult,
    Wire,
)
from proxy.dialect import Dialect
from proxy.passes.policies import apply_policies

PLAIN = Dialect()
PDF = File("data:application/pdf;base64,AA", "a.pdf")
PICTURE = Image("data:image/png;base64,AA")


def ask(*items: Item, **fields: Any) -> Request:
    return Request(wire="messages", model="m", items=items, **fields)


def user(*parts: Any) -> Message:
    return Message("user", parts)


def apply(
    request: Request, dialect: Dialect = PLAIN, wire: Wire = "messages", **policies: str
) -> tuple[Request, list[Note]]:
    notes: list[Note] = []
    return apply_policies(request, wire, dialect, policies, notes), notes


def test_a_plain_request_is_returned_as_it_is() -> None:
    request = ask(user(Text("x")))
    assert apply(request) == (request, [])
    assert apply(request)[0] is request


@pytest.mark.parametrize(
    "request_",
    [
        ask(user(Text("x")), extra={"mcp_servers": [{"url": "https://x"}]}),
        ask(Foreign("messages", {"type": "mcp_tool_use", "name": "x"}, "[x]")),
    ],
    ids=["servers", "block"],
)
def test_mcp_is_refused_by_name_or_goes_to_a_provider_that_has_it(request_: Request) -> None:
    with pytest.raises(CapabilityMissingError) as caught:
        apply(request_)
    assert (caught.value.capability, caught.value.policy) == ("mcp", "fallback")
    assert "MCP" in caught.value.failure.message
    assert apply(request_, mcp="drop")[0] is request_
    assert apply(request_, Dialect(server_tools=("mcp",)))[0] is request_


@pytest.mark.parametrize("policy", ["refuse", "fallback"])
def test_a_picture_may_be_refused_or_handed_on(policy: Policy) -> None:
    request, blind = ask(user(PICTURE)), Dialect(images=False)
    with pytest.raises(CapabilityMissingError) as caught:
        apply(request, blind, images=policy)
    assert (caught.value.capability, caught.value.policy) == ("images", policy)
    assert apply(request, images=policy)[0] is request
    assert apply(request, blind)[0] is request


def test_ignored_cache_marks_are_a_note() -> None:
    request = ask(Message("system", (Text("x", {"cache_control": {"type": "ephemeral"}}),)), user(Text("y")))
    assert [note.path for note in apply(request)[1]] == ["cache_control"]
    assert apply(request, Dialect(cache_control=True))[1] == []
    with pytest.raises(CapabilityMissingError):
        apply(request, cache_control="refuse")


def test_citations_are_a_note() -> None:
    request = ask(user(File(PDF.url, extra={"citations": {"enabled": True}})))
    assert [note.path for note in apply(request)[1]] == ["citations"]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ((Text("no such file"),), (Text("Error: no such file"),)),
        ((PICTURE,), (Text("Error:"), PICTURE)),
        ((), (Text("Error:"),)),
    ],
)
def test_a_failed_tool_is_said_in_words_where_the_flag_is_ignored(parts: Any, told: Any) -> None:
    request = ask(ToolResult("a", parts, is_error=True), ToolResult("b", (Text("fine"),)))
    changed, notes = apply(request, Dialect(is_error=False))
    assert changed.items == (ToolResult("a", told), ToolResult("b", (Text("fine"),)))
    assert [note.path for note in notes] == ["is_error"]
    assert apply(request)[0] is request
    assert apply(request, Dialect(is_error=False), "chat")[0] is request


def test_the_flag_may_be_dropped() -> None:
    request = ask(ToolResult("a", (Text("x"),), is_error=True))
    changed, notes = apply(request, Dialect(is_error=False), is_error="drop")
    assert changed.items == (ToolResult("a", (Text("x"),)),)
    assert [note.path for note in notes] == ["is_error"]


def test_what_would_be_said_in_another_way_may_be_dropped() -> None:
    found = Foreign("messages", {"type": "search_result"}, "[cats]")
    inside = ToolResult("c", (Text("[dogs]", {"block": "search_result"}),))
    request = ask(
        user(Text("x"), PDF), found, inside, output=OutputFormat("json_schema", schema={}), stop=("a", "b")
    )
    dropped = dict.fromkeys(("documents", "search_results", "structured_output", "stop_sequences"), "drop")
    changed, notes = apply(request, Dialect(structured="none", stop_limit=1), **dropped)
    assert changed.items == (
        user(Text("x"), Text("[document omitted]")),
        ToolResult("c", (Text("[search result omitted]"),)),
    )
    assert (changed.output, changed.stop) == (None, ("a",))
    assert {note.path for note in notes} == set(dropped)


def test_what_the_endpoint_has_is_never_dropped() -> None:
    request = ask(user(PDF), stop=("a",))
    assert apply(request, Dialect(documents=True), documents="drop", stop_sequences="drop")[0] is request
