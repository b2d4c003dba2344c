"""Access keys: which are accepted, and which client a request is taken for."""

import pytest

from proxy.access import AccessKey, AccessTable, client_of, presented_key

KEYS = (AccessKey("default", "tn-canary-default"), AccessKey("codex", "tn-canary-codex", "codex"))


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"Authorization": "Bearer tn-canary-codex"}, "codex"),
        ({"Authorization": "bearer  tn-canary-codex "}, "codex"),
        ({"x-api-key": "tn-canary-default"}, "default"),
        ({"Authorization": "Bearer tn-canary-default", "x-api-key": "wrong"}, "default"),
        ({"Authorization": "Basic tn-canary-default"}, None),
        ({"Authorization": "tn-canary-default"}, None),
        ({"Authorization": "Bearer tn-canary-defaul"}, None),
        ({"Authorization": "Bearer ключ\udcff"}, None),
        ({"Authorization": "Bearer "}, None),
        ({}, None),
    ],
)
def test_authenticate(headers: dict[str, str], name: str | None) -> None:
    found = AccessTable(KEYS).authenticate(headers)
    assert (found.name if found else None) == name


def test_a_rotated_key_is_out_at_once() -> None:
    table = AccessTable(KEYS)
    table.load((AccessKey("default", "tn-canary-new"),))
    assert table.authenticate({"x-api-key": "tn-canary-default"}) is None
    assert table.authenticate({"x-api-key": "tn-canary-new"}) is not None


@pytest.mark.parametrize(
    ("key", "agent", "client"),
    [
        (KEYS[1], "claude-cli/2.1.329 (external, cli)", "codex"),
        (KEYS[0], "codex_exec/0.169.0 (Debian 12.0.0; x86_64)", "codex"),
        (KEYS[0], "claude-cli/2.1.329 (external, sdk-cli)", "claude-code"),
        (KEYS[0], "OpenAI/Python 3.52.0", "other"),
        (KEYS[0], "", "other"),
    ],
)
def test_client_of(key: AccessKey, agent: str, client: str) -> None:
    assert client_of(key, {"User-Agent": agent}) == client


def test_presented_key_prefers_the_bearer() -> None:
    assert presented_key({"Authorization": "Bearer a", "x-api-key": "b"}) == "a"
    assert presented_key({"x-api-key": ""}) is None


def test_a_former_key_goes_on_until_its_time() -> None:
    now = 0
    table = AccessTable(
        (AccessKey("a", "tn-canary-new"), AccessKey("a", "tn-canary-old", until=5)), lambda: now
    )
    found = table.authenticate({"x-api-key": "tn-canary-old"})
    assert found is not None
    assert (found.name, found.key) == ("a", "tn-canary-old")
    now = 5
    assert table.authenticate({"x-api-key": "tn-canary-old"}) is None
    assert table.authenticate({"x-api-key": "tn-canary-new"}) is not None


def test_a_key_hides_in_its_repr() -> None:
    assert "canary" not in repr(KEYS)
