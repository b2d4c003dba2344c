"""All passes together: whatever a client says, what goes upstream is valid, and lowering it again changes nothing."""

import gc
import time
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from proxy.conversation import (
    WIRES,
    Compaction,
    CompactionTrigger,
    File,
    Foreign,
    Image,
    Item,
    Json,
    Message,
    Note,
    OutputFormat,
    Reasoning,
    Request,
    Sampling,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
    Wire,
)
from proxy.dialect import Dialect
from proxy.envelope import Envelope, fingerprint
from proxy.passes import Lowered, lower
from proxy.tool_table import ToolName
from proxy.wires import RequestError
from tests.proxy.passes.says import (
    ANTHROPIC,
    DEEPSEEK,
    DEEPSEEK_MESSAGES,
    DEEPSEEK_RESPONSES,
    KIMI,
    OPENAI,
    OPENROUTER,
    PLAIN,
    RELAY,
    SEALER,
    ask,
    assistant,
    call,
    result,
    system,
    thought,
    user,
    words,
)
from tests.proxy.passes.validity import check

# Words that a provider takes are words that it has, so that lowering twice says the same.
STEADY = {"none": "off", "low": "low", "high": "high", "max": "max", "medium": "high"}


def _third_party(dialect: Dialect, **changes: object) -> Dialect:
    return replace(dialect, maker=False, efforts=STEADY, **changes)


UPSTREAMS: Mapping[str, tuple[Wire, Dialect]] = {
    "deepseek chat": ("chat", _third_party(DEEPSEEK)),
    "kimi chat": ("chat", _third_party(KIMI, tool_id_max=40, prefill=False)),
    "openrouter chat": ("chat", _third_party(OPENROUTER, schema="gemini", tool_choice="auto")),
    "plain chat": ("chat", _third_party(PLAIN, structured="none", stop_limit=0, max_output=8_192)),
    "anthropic": ("messages", _third_party(ANTHROPIC)),
    "relay messages": ("messages", _third_party(RELAY)),
    "deepseek messages": ("messages", _third_party(DEEPSEEK_MESSAGES, parallel_tool_calls=False)),
    "plain messages": ("messages", _third_party(PLAIN)),
    "openai": ("responses", _third_party(OPENAI)),
    "deepseek responses": ("responses", _third_party(DEEPSEEK_RESPONSES)),
    "plain responses": ("responses", _third_party(PLAIN, reasoning_back="encrypted")),
}
ACME = {wire: fingerprint("acme", wire, "some-model") for wire in WIRES}


def lowered(
    request: Request, wire: Wire, dialect: Dialect, notes: list[Note] | None = None, provider: str = "acme"
) -> Lowered:
    return lower(request, wire, dialect, SEALER, [] if notes is None else notes, provider, "some-model")


# ----------------------------------------------------------------------------- anything at all
ids = st.sampled_from(["a", "b", "c", "a.b", "", "x" * 70, "call_1"])
texts = st.sampled_from(["", " ", "words", "more words"])
parts = st.lists(
    st.one_of(
        texts.map(Text),
        st.just(Image("data:image/png;base64,aaaa", "original")),
        st.just(File("data:application/pdf;base64,aaaa", "x.pdf")),
    ),
    max_size=3,
).map(tuple)
names = st.sampled_from(["run", "apply_patch", "a.b", "a:b", "n" * 70])
sealed = st.sampled_from(
    [
        None,
        "gAAAAAforeign",
        *(
            thought("words", native={"signature": "s", "encrypted_content": "e"}, who=who).sealed
            for who in ACME.values()
        ),
        thought("words", who=fingerprint("other", "chat", "m")).sealed,
    ]
)
items = st.one_of(
    st.builds(Message, st.sampled_from(["system", "user", "assistant"]), parts),
    st.builds(Reasoning, texts, sealed),
    st.builds(
        ToolCall,
        ids,
        names,
        st.sampled_from(["{}", '{"a":1}', "", "broken", "[1]"]),
        st.none() | st.just("ns"),
        st.sampled_from(["function", "custom", "search"]),
    ),
    st.builds(ToolResult, ids, parts, st.booleans(), loaded=st.just(()) | st.just(("later",))),
    st.just(Foreign("responses", {"type": "web_search_call"}, "[web search]")),
    st.just(Compaction(SEALER.seal(Envelope(fingerprint="x", kind="compaction", text="so far").payload()))),
    st.just(CompactionTrigger()),
)
SCHEMA: Json = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
TOOLS = (
    Tool("run", schema=SCHEMA),
    Tool("apply_patch", kind="custom", grammar={"syntax": "lark", "definition": "x"}),
    Tool("run", namespace="ns", schema={"$schema": "x", "anyOf": [SCHEMA]}),
    Tool("tool_search", kind="search"),
    Tool("a.b"),
    Tool("later", deferred=True, schema=SCHEMA),
    Tool("web_search", kind="server", raw={"type": "web_search"}),
)
requests = st.builds(
    Request,
    wire=st.sampled_from(WIRES),
    model=st.just("some-model"),
    items=st.lists(items, max_size=14).map(tuple),
    tools=st.lists(st.sampled_from(TOOLS), unique_by=lambda tool: (tool.namespace, tool.name)).map(tuple),
    tool_choice=st.none()
    | st.sampled_from(
        [
            ToolChoice("auto"),
            ToolChoice("none"),
            ToolChoice("required"),
            ToolChoice("tool", "run", "ns"),
            ToolChoice("tool", "nothing"),
            ToolChoice("auto", allowed=("run", "apply_patch")),
        ]
    ),
    parallel_tool_calls=st.none() | st.booleans(),
    thinking=st.builds(
        Thinking,
        enabled=st.none() | st.booleans(),
        budget=st.none() | st.just(9_000),
        effort=st.sampled_from([None, "none", "low", "high", "ultra"]),
    ),
    sampling=st.builds(Sampling, temperature=st.none() | st.floats(0, 2), top_k=st.none() | st.just(3)),
    stop=st.just(()) | st.just(("a", "b", "\n", "d", "e")),
    output=st.none()
    | st.just(OutputFormat("json_object"))
    | st.just(OutputFormat("json_schema", "o", SCHEMA)),
    max_output=st.none() | st.sampled_from([1, 2_000, 100_000]),
)


@pytest.mark.parametrize("upstream", UPSTREAMS)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(request=requests)
def test_whatever_is_said_the_lowered_request_is_valid_and_stays_as_it_is(
    upstream: str, request: Request
) -> None:
    wire, dialect = UPSTREAMS[upstream]
    try:
        once = lowered(request, wire, dialect)
    except RequestError as error:
        assert error.failure.fault == "client"
        assert request.wire == "messages"
        assert all(tool.kind == "server" for tool in request.tools)
        return
    check(once.request, wire, dialect)
    if request.tool_choice is not None and request.tool_choice.allowed:
        return  # which tools were meant is no longer said once only those are offered
    twice = lowered(once.request, wire, dialect)
    assert twice.request == once.request
    assert not twice.compaction
    assert set(twice.emulate_stop) <= set(once.emulate_stop)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(requests)
def test_nothing_that_the_user_said_is_lost(request: Request) -> None:
    texts = [
        part.text
        for item in request.items
        if isinstance(item, Message) and item.role != "system"
        for part in item.parts
        if isinstance(part, Text) and part.text.strip()
    ]
    try:
        items = lowered(request, *UPSTREAMS["deepseek chat"]).request.items
    except RequestError:
        return
    said = "\0".join(words(item) for item in items if isinstance(item, Message | ToolResult))
    for text in set(texts):
        assert said.count(text) >= texts.count(text)


# ----------------------------------------------------------------------------- the whole of it
PATCH = Tool("apply_patch", kind="custom", grammar={"syntax": "lark", "definition": "x"})


def codex_turn() -> Request:
    """Return a request as Codex makes it: head, environment, a thought, a patch and its result."""
    return ask(
        system("base"),
        system("skills"),
        user("<environment_context/>"),
        user("fix it"),
        thought("I patch.", who=ACME["chat"]),
        assistant("On it."),
        call("call_1", "apply_patch", '*** "Begin"\n', kind="custom"),
        result("call_1", "ok", kind="custom"),
        tools=(PATCH,),
        tool_choice=ToolChoice("auto"),
        parallel_tool_calls=True,
        thinking=Thinking(enabled=True, effort="xhigh", summary=True),
    )


def test_a_turn_of_codex_for_deepseek() -> None:
    notes: list[Note] = []
    found = lowered(codex_turn(), "chat", DEEPSEEK, notes)
    check(found.request, "chat", DEEPSEEK)
    assert found.request.items == (
        Message("system", (Text("base"), Text("skills"))),
        user("<environment_context/>"),
        user("fix it"),
        Reasoning("I patch.", native={}),
        assistant("On it."),
        call("call_1", "apply_patch", '{"input":"*** \\"Begin\\"\\n"}'),
        result("call_1", "ok"),
    )
    assert found.tools.client_tool("apply_patch") == ToolName("apply_patch", None, "custom")
    assert found.request.thinking == Thinking(enabled=True, effort="max", summary=True)
    assert found.request.tool_choice == ToolChoice("auto")
    assert (found.compaction, found.emulate_stop) == (False, ())


def test_row_010_a_local_compaction_of_codex_stays_without_tools() -> None:
    turn = codex_turn()
    request = replace(turn, items=(*turn.items, assistant("done"), user("You are compacting")), tools=())
    found = lowered(request, "chat", DEEPSEEK).request
    assert (found.tools, found.tool_choice, found.parallel_tool_calls) == ((), None, None)


def test_a_remote_compaction_asks_for_words() -> None:
    turn = codex_turn()
    found = lowered(replace(turn, items=(*turn.items, CompactionTrigger())), "chat", DEEPSEEK)
    assert found.compaction
    assert found.request.tools == ()
    assert isinstance(found.request.items[-1], Message)
    check(found.request, "chat", DEEPSEEK)


def test_a_simple_request_is_passed_on_as_the_same_object() -> None:
    request = ask(
        system("head"),
        user("hi"),
        call("1", "run", '{"a":"b"}'),
        result("1"),
        tools=(Tool("run", schema=SCHEMA),),
        tool_choice=ToolChoice(),
        wire="chat",
    )
    for dialect in (PLAIN, KIMI):
        notes: list[Note] = []
        assert lowered(request, "chat", dialect, notes).request is request
        assert notes == []


def test_the_maker_of_the_wire_gets_all_but_our_envelopes() -> None:
    turn = codex_turn()
    turn = replace(turn, items=(*turn.items, Foreign("responses", {"type": "x"}, "x"), CompactionTrigger()))
    found = lowered(turn, "responses", OPENAI)
    assert found.request == replace(
        turn, items=tuple(item for item in turn.items if not isinstance(item, Reasoning))
    )
    assert not found.compaction
    plain = ask(user("u"), call("1"), system("late"), result("1"), wire="messages", stop=("a",) * 100)
    assert lowered(plain, "messages", ANTHROPIC).request is plain


def test_row_065_switching_to_anthropic_in_the_middle_of_a_loop() -> None:
    request = ask(
        user("u"),
        thought("plan", who=fingerprint("deepseek", "chat", "deepseek-v4-pro")),
        call("1"),
        result("1"),
        wire="messages",
        thinking=Thinking(enabled=True, adaptive=True, effort="high"),
    )
    found = lowered(request, "messages", ANTHROPIC).request
    assert found.items == (user("u"), call("1"), result("1"))
    assert found.thinking == Thinking(enabled=False)


def test_row_004_a_system_message_between_a_call_and_its_result_waits() -> None:
    request = ask(
        user(""), thought("bare"), system("a"), system("b"), user("u"), call("1"), system("late"), result("1")
    )
    assert lowered(request, "chat", PLAIN).request.items == (
        system("a", "b"),
        user("u"),
        call("1"),
        result("1"),
        user("<system-reminder>\nlate\n</system-reminder>"),
    )


def test_every_loss_is_in_the_ledger() -> None:
    notes: list[Note] = []
    request = ask(
        user("u"),
        Message("user", (Image("data:image/png;base64,aaaa"),)),
        system("late"),
        thought("x", who=fingerprint("other", "chat", "m")),
        assistant("a"),
        call("1"),
        tools=(PATCH, Tool("web_search", kind="server", raw={"type": "web_search"})),
        tool_choice=ToolChoice("tool", "web_search"),
        sampling=Sampling(seed=1),
        stop=tuple("abcdef"),
        output=OutputFormat("json_schema", "o", SCHEMA),
        max_output=10**6,
        verbosity="low",
        thinking=Thinking(enabled=True, effort="ultra"),
    )
    dialect = Dialect(
        images=False, structured="json_object", max_output=1_000, thinking="type", effort_field="reasoning"
    )
    lowered(request, "chat", dialect, notes)
    assert {note.path for note in notes} >= {
        "media", "system", "items.5", "items.3.reasoning", "tools", "tool_choice", "seed", "stop", "output",
        "max_output", "verbosity", "thinking.effort",
    }  # fmt: skip


def test_the_passes_cost_little_beside_the_turn_they_lower() -> None:
    """A turn of 150 KB with 40 tools; the deadline is there against work that grows with its square."""
    schema: Json = {
        "$schema": "x",
        "type": "object",
        "properties": {f"field_{i}": {"type": "string", "description": "x" * 40} for i in range(8)},
    }
    history: list[Item] = [system("h" * 20_000), user("go")]
    for number in range(30):
        history += [
            thought("t" * 500, who=ACME["chat"]),
            call(f"call_{number}", "run", '{"cmd":"' + "c" * 500 + '"}'),
            result(f"call_{number}", "r" * 3_000),
        ]
    request = ask(
        *history,
        tools=tuple(
            Tool(f"tool_{i}" if i else "run", schema=schema, description="d" * 100) for i in range(40)
        ),
        thinking=Thinking(enabled=True, effort="high"),
    )
    best = float("inf")
    gc.disable()
    try:
        for _ in range(20):
            start = time.perf_counter()
            found = lowered(request, "chat", DEEPSEEK)
            best = min(best, time.perf_counter() - start)
    finally:
        gc.enable()
    check(found.request, "chat", DEEPSEEK)
    assert best < 1.0, f"{best * 1e3:.2f} ms"
