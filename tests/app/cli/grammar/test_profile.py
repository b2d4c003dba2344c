"""`turnout profile`: what may be given, and that a key may not."""

import pytest

from tests.fakes.command_lines import parsed, refusal_of, runs_of

LINES = {
    "profile add ID --preset P": "profile:add",
    "profile add ID --preset P --base-url URL --wire chat --model M --small-model M": "profile:add",
    "profile add ID --preset P --name N --header K=V --header L=W --key-stdin --json": "profile:add",
    "profile add ID --base-url URL --wire responses --key-env VAR": "profile:add",
    "profile list --json": "profile:list_all",
    "profile show ID --json": "profile:show",
    "profile edit ID --model M --key-env VAR --json": "profile:edit",
    "profile edit ID --base-url URL --confirm-key --policy images=drop": "profile:edit",
    "profile edit ID --no-private-network --proxy direct": "profile:edit",
    "profile confirm-key ID --origin https://api.example.com": "profile:confirm_key",
    "profile mends ID --keep": "profile:mends",
    "profile remove ID --json": "profile:remove",
}


def test_each_line_leads_to_its_function() -> None:
    assert runs_of(LINES) == LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("profile", "COMMAND"),
        ("profile add", "ID"),
        ("profile add ID --wire grpc", "grpc"),
        ("profile add ID --key-stdin --key-env V", "not allowed with"),
        ("profile add ID --header nothing", "NAME=VALUE"),
        ("profile add ID --header =x", "NAME=VALUE"),
        ("profile add ID --key sk-canary", "--key"),
        ("profile edit ID --preset P", "--preset"),
        ("profile edit ID --policy images", "NAME=VALUE"),
    ],
)
def test_wrong_usage_is_named(line: str, said: str) -> None:
    assert said in refusal_of(line)


def test_headers_are_pairs() -> None:
    assert parsed("profile add x --header ' A = b=c '").header == [("A", "b=c")]
    assert parsed("profile add x").header == []
