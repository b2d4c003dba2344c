"""Which client can go to which provider directly, and what its file then says."""

from dataclasses import replace

import pytest

from app.context import Context
from app.direct import key_command, plan_direct
from app.errors import AppError
from app.launcher import find_launcher
from profiles.making import make_profile
from profiles.profile import Endpoint, KeyRef, Profile

KEY = KeyRef("env", "SOME_KEY")


def profile(base_url: str, wire: str, **changes: object) -> Profile:
    made = make_profile("p", base_url=base_url, wire=wire, model="m", key=KEY).profile  # type: ignore[arg-type]
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("client", "url", "wire", "address"),
    [
        ("codex", "https://api.example.com/v1", "responses", "https://api.example.com/v1"),
        ("codex", "https://api.example.com/v1/responses", "responses", "https://api.example.com/v1"),
        ("claude-code", "https://api.example.com/anthropic", "messages", "https://api.example.com/anthropic"),
        ("claude-code", "https://api.example.com", "messages", "https://api.example.com"),
        ("claude-code", "https://api.example.com/v1", "messages", "https://api.example.com"),
    ],
)
def test_the_address_as_the_client_takes_it(
    context: Context, client: str, url: str, wire: str, address: str
) -> None:
    assert plan_direct(context, client, profile(url, wire)).base_url == address  # type: ignore[arg-type]


def test_key_and_headers(context: Context) -> None:
    one = profile("https://api.example.com/v1", "responses", headers={"X-Team": "t"})
    direct = plan_direct(context, "codex", one)
    assert direct.headers == {"X-Team": "t"}
    assert direct.key_command == key_command(context, one)
    home = str(context.paths.config.parent)
    assert direct.key_command == (*find_launcher(), "key", "get", "p", "--home", home)
    assert plan_direct(context, "codex", replace(one, key=KeyRef("none"))).key_command == ()
    assert plan_direct(context, "codex", replace(one, auth="none")).key_command == ()
    without = replace(context, env={})
    assert plan_direct(without, "codex", one).key_command == (*find_launcher(), "key", "get", "p")


@pytest.mark.parametrize(
    ("client", "one", "why"),
    [
        ("codex", profile("https://a.example.com/v1", "chat"), "offers only chat"),
        ("claude-code", profile("https://a.example.com/v1", "responses"), "offers only responses"),
        ("codex", make_profile("demo", preset="demo").profile, "demo"),
        ("codex", profile("https://a.example.com/v1", "responses", auth="x-api-key"), "x-api-key"),
        (
            "claude-code",
            profile(
                "https://a.example.com/v1",
                "messages",
                endpoints=(Endpoint("messages", "https://a.example.com/v3"),),
            ),
            "needs https://a.example.com/v3/messages",
        ),
    ],
    ids=["chat", "responses", "demo", "x-api-key", "version"],
)
def test_what_cannot_be_names_the_mode_that_works(
    context: Context, client: str, one: Profile, why: str
) -> None:
    with pytest.raises(AppError, match=why) as caught:
        plan_direct(context, client, one)  # type: ignore[arg-type]
    assert caught.value.code == "direct_impossible"
    assert f"turnout use {one.id} --client {client} --mode proxy" in caught.value.fix
