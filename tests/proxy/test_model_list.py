"""The model list in both shapes."""

import orjson

from proxy.model_list import ListedModel, anthropic_list, openai_list

ONE = ListedModel("m", "turnout", "M", {"slug": "m"})


def test_openai_and_codex_share_a_body() -> None:
    said = openai_list([ONE])
    body = orjson.loads(said.body)
    assert body["object"] == "list"
    assert body["data"] == [{"id": "m", "object": "model", "created": 0, "owned_by": "turnout"}]
    assert body["models"] == [{"slug": "m"}]


def test_the_tag_follows_the_content() -> None:
    assert openai_list([ONE]).headers == openai_list([ONE]).headers
    assert openai_list([ONE]).headers != openai_list([]).headers


def test_anthropic() -> None:
    body = orjson.loads(anthropic_list([ONE]).body)
    assert (body["first_id"], body["last_id"], body["has_more"]) == ("m", "m", False)
    assert body["data"][0]["type"] == "model"
    assert orjson.loads(anthropic_list([]).body)["first_id"] is None
