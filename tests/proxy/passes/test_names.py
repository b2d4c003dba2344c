"""The name codec: legal, unique, deterministic."""

import re

from hypothesis import given
from hypothesis import strategies as st

from proxy.passes.names import encode_names

keys = st.tuples(st.none() | st.text(max_size=80), st.text(max_size=80))


def test_row_033_legal_names_stay_and_others_become_legal() -> None:
    names = encode_names([(None, "run"), (None, "a.b"), (None, "x" * 65), (None, "查询"), (None, "")], 64)
    assert names[None, "run"] == "run"
    assert names[None, "a.b"] == "a_b"
    assert len(names[None, "x" * 65]) == 64
    assert names[None, ""] == "tool"
    assert names[None, "查询"] == "__"


def test_row_033_two_names_that_would_become_one_stay_two() -> None:
    names = encode_names([(None, "a.b"), (None, "a:b")], 64)
    assert names[None, "a.b"] == "a_b"
    assert re.fullmatch(r"a_b_[0-9a-f]{8}", names[None, "a:b"])


def test_row_022_namespaces_join_and_keep_children_of_one_name_apart() -> None:
    names = encode_names([("multi_agent_v1", "spawn"), ("other", "spawn"), ("mcp__git__", "log")], 64)
    assert list(names.values()) == ["multi_agent_v1__spawn", "other__spawn", "mcp__git__log"]


def test_row_022_a_direct_tool_keeps_its_name() -> None:
    names = encode_names([("ns", "x"), (None, "ns__x"), (None, ""), (None, "tool")], 64)
    assert names[None, "ns__x"] == "ns__x"
    assert names["ns", "x"].startswith("ns__x_")


def test_row_053_a_name_does_not_depend_on_what_comes_after() -> None:
    first = encode_names([("ns", "x"), (None, "a.b")], 64)
    more = encode_names([("ns", "x"), (None, "a.b"), ("ns", "y"), (None, "a:b")], 64)
    assert {key: more[key] for key in first} == first


@given(st.lists(keys, max_size=12), st.integers(16, 64))
def test_row_033_names_are_always_legal_unique_and_the_same_again(
    wanted: list[tuple[str | None, str]], limit: int
) -> None:
    names = encode_names(wanted, limit)
    assert set(names) == set(wanted)
    assert len(set(names.values())) == len(names)
    assert all(re.fullmatch(rf"[A-Za-z0-9_-]{{1,{limit}}}", name) for name in names.values())
    assert encode_names(wanted, limit) == names
