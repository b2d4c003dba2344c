"""What a refusal teaches."""

from typing import Any

import pytest

from proxy.conversation import Wire
from proxy.dialect import Dialect
from proxy.mend import DEFAULT_INSTRUCTIONS, Mends
from proxy.repairs import Repair
from proxy.route import Target
from tests.fakes.relay import make_route


def target(wire: Wire = "chat", **dialect: Any) -> Target:
    route = make_route("http://127.0.0.1:1", wire, Dialect(**dialect))
    return Target(route, route.endpoints[0], "m")


@pytest.mark.parametrize(
    ("repair", "field", "value"),
    [
        (Repair("drop_stream_options"), "stream_options", False),
        (Repair("clamp_max_output", limit=8192), "max_output", 8192),
        (Repair("rename_max_tokens", "max_completion_tokens"), "max_tokens_field", "max_completion_tokens"),
        (Repair("force_stream"), "stream_only", True),
        (Repair("add_reasoning"), "reasoning_back", "reasoning_content"),
        (Repair("strip_reasoning"), "reasoning_back", "none"),
        (Repair("drop_effort"), "effort_field", "none"),
        (Repair("relax_tool_choice"), "tool_choice", "auto"),
        (Repair("end_with_user"), "prefill", False),
        (Repair("drop_parameter", "seed"), "refused_fields", ("seed",)),
        (Repair("rename_role", "developer"), "developer_role", True),
    ],
)
def test_every_repair_is_a_changed_dialect(repair: Repair, field: str, value: object) -> None:
    mends, where = Mends(), target(effort_field="reasoning_effort", reasoning_back="none")
    if repair.action == "strip_reasoning":
        where = target(reasoning_back="reasoning_content")
    learned = mends.learn(where, repair, mends.dialect(where))
    assert learned is not None
    assert getattr(learned, field) == value
    assert mends.dialect(where) == learned


def test_instructions_are_put_in_where_the_wire_has_them() -> None:
    mends, where = Mends(), target("responses", maker=True)
    learned = mends.learn(where, Repair("add_instructions", "instructions"), mends.dialect(where))
    assert learned is not None
    assert (learned.default_instructions, learned.maker) == (DEFAULT_INSTRUCTIONS, False)
    chat = target("chat")
    assert mends.learn(chat, Repair("add_instructions", "instructions"), mends.dialect(chat)) is None


def test_what_the_maker_never_says_shows_another() -> None:
    mends, where = Mends(), target("responses", maker=True)
    learned = mends.learn(where, Repair("force_stream"), mends.dialect(where))
    assert learned is not None
    assert (learned.stream_only, learned.maker) == (True, False)
    assert mends.learned("fake")[0].changes == {"maker": False, "stream_only": True}


def test_what_is_about_one_conversation_is_not_kept() -> None:
    mends, where = Mends(), target()
    learned = mends.learn(where, Repair("clamp_max_output", limit=500, lasting=False), mends.dialect(where))
    assert learned is not None
    assert learned.max_output == 500
    assert mends.dialect(where) == where.endpoint.dialect


def test_the_same_refusal_again_teaches_nothing() -> None:
    mends, where = Mends(), target()
    assert mends.learn(where, Repair("force_stream"), mends.dialect(where)) is not None
    assert mends.learn(where, Repair("force_stream"), mends.dialect(where)) is None


def test_a_renamed_back_field_and_other_wires() -> None:
    mends, where = Mends(), target(max_tokens_field="max_completion_tokens")
    learned = mends.learn(where, Repair("rename_max_tokens", "max_tokens"), mends.dialect(where))
    assert learned is not None
    assert learned.max_tokens_field == "max_tokens"
    where = target("messages", reasoning_back="thinking")
    messages = mends.learn(where, Repair("add_reasoning"), mends.dialect(where))
    assert messages is not None
    assert (messages.reasoning_back, messages.reasoning_required) == ("thinking", True)


def test_two_requests_that_are_refused_at_once_are_both_mended() -> None:
    mends, where = Mends(), target()
    spoken = mends.dialect(where)
    assert mends.learn(where, Repair("force_stream"), spoken) is not None
    assert mends.learn(where, Repair("force_stream"), spoken) is not None


def test_another_model_is_another_matter() -> None:
    mends, where = Mends(), target()
    mends.learn(where, Repair("force_stream"), mends.dialect(where))
    assert mends.dialect(Target(where.route, where.endpoint, "other")) == where.endpoint.dialect


def test_what_was_learned_is_told_and_forgotten() -> None:
    mends, where = Mends(), target()
    mends.learn(where, Repair("force_stream"), mends.dialect(where))
    mends.learn(where, Repair("drop_parameter", "seed"), mends.dialect(where))
    mends.keep_address(where, "http://127.0.0.1:1/v1/chat/completions")
    address, dialect = mends.learned("fake")
    assert (address.url, address.changes) == ("http://127.0.0.1:1/v1/chat/completions", {})
    assert dialect.changes == {"stream_only": True, "refused_fields": ("seed",)}
    assert dialect.said == ("force_stream", "drop_parameter seed")
    assert (dialect.profile, dialect.wire, dialect.model, dialect.url) == ("fake", "chat", "m", None)
    assert mends.learned("other") == []
    mends.forget("other")
    assert len(mends.learned("fake")) == 2
    mends.forget("fake")
    assert mends.learned("fake") == []
    assert mends.dialect(where) == where.dialect


def test_a_learned_address_is_the_targets() -> None:
    mends, where = Mends(), target()
    assert mends.known(where) is where
    mends.keep_address(where, "http://127.0.0.1:1/v1/chat/completions")
    known = mends.known(where)
    assert known.endpoint.url == "http://127.0.0.1:1/v1/chat/completions"
    assert (known.endpoint.dialect, known.model) == (where.endpoint.dialect, where.model)


def test_a_change_of_the_profile_shows_through_what_was_learned() -> None:
    mends, where = Mends(), target()
    mends.learn(where, Repair("force_stream"), mends.dialect(where))
    changed = target(images=False)
    assert mends.dialect(changed) == Dialect(images=False, stream_only=True)
