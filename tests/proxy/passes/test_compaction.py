"""Our own compactions are opened, foreign ones refused, and a trigger becomes a wish in words."""

import pytest

from proxy.conversation import Compaction, CompactionTrigger, Note, OutputFormat, Tool, ToolChoice
from proxy.envelope import Envelope, Sealer
from proxy.passes.compaction import SUMMARY_HEAD, WISH, expand_compaction
from proxy.wires import RequestError
from tests.proxy.passes.says import DEEPSEEK, OPENAI, SEALER, actions, ask, thought, user


def sealed(summary: str, sealer: Sealer = SEALER) -> Compaction:
    return Compaction(sealer.seal(Envelope(fingerprint="x", kind="compaction", text=summary).payload()))


def test_a_request_without_compaction_is_returned_as_it_is() -> None:
    request = ask(user("u"))
    assert expand_compaction(request, "chat", DEEPSEEK, SEALER, []) == (request, False)


@pytest.mark.parametrize("dialect", [DEEPSEEK, OPENAI])
def test_our_compaction_is_a_summary_that_the_user_gives(dialect: object) -> None:
    request = ask(sealed("All is done but the tests."), user("go on"))
    expanded, asked = expand_compaction(request, "responses", dialect, SEALER, [])  # type: ignore[arg-type]
    assert expanded.items == (user(SUMMARY_HEAD + "All is done but the tests."), user("go on"))
    assert not asked


@pytest.mark.parametrize(
    "item",
    [
        Compaction("gAAAAABforeign"),
        sealed("x", Sealer(b"another installation")),
        Compaction(thought("x").sealed or ""),
    ],
)
def test_a_foreign_compaction_is_refused_in_a_sentence(item: Compaction) -> None:
    with pytest.raises(RequestError, match="compacted by another provider") as refused:
        expand_compaction(ask(item, user("u")), "chat", DEEPSEEK, SEALER, [])
    assert refused.value.failure.kind == "bad_request"


def test_the_maker_reads_its_own() -> None:
    request = ask(Compaction("gAAAAABforeign"), user("u"), CompactionTrigger())
    assert expand_compaction(request, "responses", OPENAI, SEALER, []) == (request, False)


def test_a_trigger_becomes_a_wish_and_tools_go() -> None:
    notes: list[Note] = []
    request = ask(
        user("u"),
        CompactionTrigger(),
        tools=(Tool("run"),),
        tool_choice=ToolChoice(),
        parallel_tool_calls=True,
        output=OutputFormat("json_object"),
    )
    expanded, asked = expand_compaction(request, "chat", DEEPSEEK, SEALER, notes)
    assert asked
    assert expanded == ask(user("u"), user(WISH))
    assert "summary in words" in actions(notes)


def test_a_second_compaction_condenses_the_first() -> None:
    expanded, asked = expand_compaction(ask(sealed("one"), CompactionTrigger()), "chat", DEEPSEEK, SEALER, [])
    assert asked
    assert expanded.items == (user(SUMMARY_HEAD + "one"), user(WISH))
