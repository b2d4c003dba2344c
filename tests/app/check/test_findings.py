"""The stable ids of the contract, their sentences, and one finding for each id."""

from app.check.findings import KINDS, found, join

CONTRACT = """
model_substituted unknown_model_accepted cache_ignored reasoning_eats_budget tool_arguments_invalid tool_calls_missing
tool_result_refused stream_not_incremental stream_truncated usage_missing usage_implausible reasoning_not_returned
reasoning_required_back images_refused key_refused model_missing quota_exhausted base_url_wrong html_reply stream_only
responses_unsupported messages_unsupported developer_role_refused parallel_tools_broken error_in_200 endpoint_types_lie
unreachable
"""


def test_every_id_of_the_contract_is_known() -> None:
    assert set(CONTRACT.split()) <= KINDS.keys()


def test_the_sentences_are_filled_in() -> None:
    finding = found("model_substituted", wire="chat", model="a", served="b")
    assert finding.message == "a was asked for, b answered (on chat)."
    assert finding.as_json()["severity"] == "limit"


def test_of_several_with_one_id_the_gravest_stays_and_comes_first() -> None:
    note = found("stream_not_incremental", severity="note", wire="chat", why="x")
    limit = found("stream_not_incremental", wire="messages", why="y")
    fatal = found("unreachable", why="z")
    assert join([note, limit, fatal]) == [fatal, limit]
    assert join([limit, note]) == [limit]
