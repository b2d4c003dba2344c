"""Where the user wants no other model, the reply of one is refused before it begins."""

import pytest

from proxy.conversation import Event, Fail, Start
from proxy.reply.model_only import ModelOnly
from tests.fakes.replies import END, text


def test_another_model_is_refused() -> None:
    events: list[Event] = [Start("id", "deepseek-v4-flash"), *text("hello"), END]
    start, fail = ModelOnly("deepseek-v4-pro").feed(events)
    assert type(start) is Start
    assert type(fail) is Fail
    assert (fail.failure.code, fail.failure.fault) == ("model_substituted", "provider")


@pytest.mark.parametrize("served", ["deepseek-v4-pro", "deepseek-v4-pro-0731", ""])
def test_the_same_one_passes(served: str) -> None:
    events: list[Event] = [Start("id", served), *text("hello"), END]
    assert ModelOnly("deepseek-v4-pro").feed(events) is events


def test_what_has_no_start_passes() -> None:
    assert ModelOnly("a").feed([]) == []
    assert ModelOnly("a").feed([END]) == [END]
