"""Where conversations are: remembered for a while, for so many, until their user decides."""

from typing import Any

import pytest

from proxy.affinity import KEPT_SECONDS, MAX_CONVERSATIONS, Affinity, conversation_of
from proxy.exchange import Exchange
from proxy.wires import codec


def test_a_conversation_is_where_it_was() -> None:
    affinity = Affinity()
    affinity.keep("codex", "s1", "a")
    assert affinity.profile("codex", "s1") == "a"
    assert affinity.profile("claude-code", "s1") is None
    affinity.keep("codex", "s1", "b")
    assert affinity.profile("codex", "s1") == "b"


def test_it_is_forgotten_after_a_rest() -> None:
    now = [0.0]
    affinity = Affinity(lambda: now[0])
    affinity.keep("codex", "s1", "a")
    now[0] = KEPT_SECONDS
    assert affinity.profile("codex", "s1") == "a"
    now[0] += 0.1
    assert affinity.profile("codex", "s1") is None


def test_who_of_several_answered_last() -> None:
    now = [0.0]
    affinity = Affinity(lambda: now[0])
    affinity.keep("codex", "s1", "a")
    affinity.keep("codex", "s2", "b")
    affinity.keep("codex", "s3", "main")
    affinity.keep("claude-code", "s4", "c")
    assert affinity.latest("codex", {"a", "b", "c"}) == "b"
    affinity.keep("codex", "s1", "a")
    assert affinity.latest("codex", {"a", "b", "c"}) == "a"
    affinity.release(["codex"])
    assert affinity.latest("codex", {"a", "b", "c"}) is None
    now[0] = KEPT_SECONDS + 1
    assert affinity.latest("claude-code", {"c"}) is None


def test_the_longest_unused_go_first() -> None:
    affinity = Affinity()
    for number in range(MAX_CONVERSATIONS):
        affinity.keep("other", str(number), "a")
    affinity.keep("other", "0", "a")
    affinity.keep("other", "new", "a")
    assert len(affinity) == MAX_CONVERSATIONS
    assert affinity.profile("other", "0") == "a"
    assert affinity.profile("other", "1") is None


def test_a_switch_releases_the_clients_own() -> None:
    affinity = Affinity()
    affinity.keep("codex", "s", "a")
    affinity.keep("other", "s", "a")
    affinity.release(["codex"])
    assert affinity.profile("codex", "s") is None
    assert affinity.profile("other", "s") == "a"


MESSAGES = [{"role": "user", "content": "x"}]
ASK = {"model": "m", "max_tokens": 1, "messages": MESSAGES}
CLAUDE_USER = '{"device_id":"d","account_uuid":"","session_id":"0bf2-session"}'


@pytest.mark.parametrize(
    ("wire", "body", "headers", "expected"),
    [
        ("responses", {"model": "m", "input": "x", "prompt_cache_key": "thread-1"}, {}, "thread-1"),
        ("responses", {"model": "m", "input": "x"}, {"session-id": "thread-2"}, "thread-2"),
        ("messages", {**ASK, "metadata": {"user_id": CLAUDE_USER}}, {}, "0bf2-session"),
        ("messages", ASK, {"x-claude-code-session-id": "s-3"}, "s-3"),
        ("messages", {**ASK, "metadata": {"user_id": "me"}}, {}, "me"),
        ("chat", {"model": "m", "messages": MESSAGES, "prompt_cache_key": "k"}, {}, "k"),
        ("chat", {"model": "m", "messages": MESSAGES, "user": "u"}, {}, "u"),
        ("chat", {"model": "m", "messages": MESSAGES}, {}, None),
    ],
)  # fmt: skip
def test_what_tells_conversations_apart(wire: Any, body: Any, headers: Any, expected: str | None) -> None:
    exchange = Exchange(client="other", access_key="k", inbound_wire=wire, path="/", client_headers=headers)
    assert conversation_of(codec(wire).decode_request(body, []), exchange) == expected
