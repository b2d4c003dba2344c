"""The neutral model's own promises: values, and one change helper."""

import msgspec
import pytest

from proxy.conversation import WIRES, Message, Request, Text, replace


def test_values_are_frozen() -> None:
    request = Request(wire="chat", model="m")
    with pytest.raises(AttributeError):
        request.model = "n"  # type: ignore[misc]


def test_replace_keeps_the_rest() -> None:
    request = Request(wire="chat", model="m", items=(Message("user", (Text("x"),)),))
    changed = replace(request, model="n")
    assert (changed.model, changed.items) == ("n", request.items)
    assert request.model == "m"


def test_a_request_survives_json() -> None:
    request = Request(wire="chat", model="m", stop=("a",))
    assert msgspec.json.decode(msgspec.json.encode(request), type=dict)["stop"] == ["a"]


def test_there_are_three_wires() -> None:
    assert set(WIRES) == {"responses", "messages", "chat"}
