"""Hosted tools' items stay where the provider runs such tools, and are retold elsewhere."""

from proxy.conversation import Foreign, Note
from proxy.passes.foreign import retell_foreign
from tests.proxy.passes.says import ANTHROPIC, DEEPSEEK, OPENAI, actions, ask, assistant, user

SEARCH = Foreign("responses", {"type": "web_search_call"}, "[web search: cats]")
UPLOAD = Foreign("responses", {}, "[uploaded]", "user")
SILENT = Foreign("responses", {"type": "x"}, "")


def test_a_request_without_them_is_returned_as_it_is() -> None:
    request = ask(user("u"))
    assert retell_foreign(request, "chat", DEEPSEEK, []) is request


def test_they_are_retold_in_place() -> None:
    notes: list[Note] = []
    items = retell_foreign(
        ask(user("u"), SEARCH, UPLOAD, SILENT, assistant("a")), "chat", DEEPSEEK, notes
    ).items
    assert items == (user("u"), assistant("[web search: cats]"), user("[uploaded]"), assistant("a"))
    assert "web_search_call retold" in actions(notes)
    assert "item retold" in actions(notes)


def test_a_provider_that_runs_such_tools_gets_them_on_its_own_wire() -> None:
    request = ask(user("u"), SEARCH)
    assert retell_foreign(request, "responses", OPENAI, []) is request
    assert retell_foreign(request, "messages", ANTHROPIC, []).items[1] == assistant("[web search: cats]")
