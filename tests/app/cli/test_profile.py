"""`turnout profile`: made, changed, shown and removed; never half, and never with its key in sight."""

from collections.abc import Callable
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from app.context import Context
from tests.app.conftest import Turnout
from tests.app.serving import ServiceInThread, chat
from tests.fakes.keyring_backends import LyingKeyring, MemoryKeyring
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply

KEY = "sk-canary-profile-0123456789"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "turnout" / "config" / "profiles.toml"


def test_all_options_of_add(turnout: Turnout, memory_keyring: MemoryKeyring, file: Path) -> None:
    ran = turnout(
        "profile", "add", "work", "--base-url", "https://llm.example.com/v1", "--wire", "messages", "--model", "big",
        "--small-model", "small", "--name", "At work", "--header", "X-A=1", "--header", "X-B=2=3", "--key-stdin",
        "--json", stdin=f"{KEY}\n",
    )  # fmt: skip
    assert ran.status == 0
    made = ran.json
    assert (made["id"], made["name"], made["preset"]) == ("work", "At work", None)
    assert [(one["wire"], one["base_url"]) for one in made["endpoints"]] == [
        ("messages", "https://llm.example.com")
    ]
    assert (made["model"], made["small_model"]) == ("big", "small")
    assert made["headers"] == {"X-A": "1", "X-B": "2=3"}
    assert made["key"] == {"kind": "keyring", "env": None}
    assert memory_keyring.kept == {("turnout", "work"): KEY}
    assert KEY not in ran.out + ran.err + file.read_text()
    shown = turnout("profile", "show", "work", "--json").json
    assert shown.pop("key_unconfirmed") == []
    assert shown.pop("capabilities")["wires"]["messages"]["wires"] == {"value": True, "source": "user"}
    assert shown == {k: v for k, v in made.items() if k != "notes"}
    assert [one["id"] for one in turnout("profile", "list", "--json").json] == ["work"]


def test_what_people_see(turnout: Turnout) -> None:
    assert "No profiles yet" in turnout("profile", "list").out
    ran = turnout("profile", "add", "ds", "--preset", "deepseek", "--key-env", "DS_KEY", "--header", "X-A=1")
    assert (ran.status, ran.err) == (0, "")
    assert "turnout use ds" in ran.out
    listed = turnout("profile", "list").out
    assert "$DS_KEY" in listed
    shown = turnout("profile", "show", "ds").out
    assert "https://api.deepseek.com" in shown
    assert "header X-A" in shown
    assert "Heeds cache_control" in shown


def test_a_url_with_a_path_too_many_is_mended_and_said(turnout: Turnout) -> None:
    ran = turnout(
        "profile", "add", "w", "--base-url", "https://llm.example.com/v1/chat/completions", "--model", "m"
    )
    assert ran.status == 0
    assert "/chat/completions" in ran.err
    made = turnout("profile", "show", "w", "--json").json
    assert made["endpoints"][0]["base_url"] == "https://llm.example.com/v1"
    assert made["endpoints"][0]["wire"] == "chat"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("ds", "--preset", "deepsek"), "preset_not_found", "deepseek"),
        (("here", "--preset", "demo"), "already_exists", "profile edit here"),
        (("No Name", "--preset", "demo"), "invalid_profile", "lower-case"),
        (("w", "--base-url", "ftp://llm.example.com", "--wire", "chat"), "base_url_wrong", ""),
        (("w", "--base-url", "http://llm.example.com/v1", "--wire", "chat"), "base_url_wrong", "unencrypted"),
        (("w", "--base-url", "https://llm.example.com/v1"), "invalid_profile", "--wire"),
        (("w", "--preset", "deepseek", "--key-env", KEY), "invalid_profile", "variable"),
        (("w", "--preset", "deepseek", "--header", f"Authorization=Bearer {KEY}"), "invalid_profile", "key"),
    ],
)
def test_what_add_refuses(words: tuple[str, ...], code: str, said: str, turnout: Turnout) -> None:
    turnout("profile", "add", "here", "--preset", "demo")
    ran = turnout("profile", "add", *words, "--json")
    assert (ran.status, ran.error["code"]) == (1, code)
    assert said in ran.error["message"] + ran.error["fix"]
    assert KEY not in ran.out + ran.err
    assert [one["id"] for one in turnout("profile", "list", "--json").json] == ["here"]


def test_neither_preset_nor_address_is_wrong_usage(turnout: Turnout) -> None:
    ran = turnout("profile", "add", "x", "--json")
    assert (ran.status, ran.error["code"]) == (2, "usage")


@pytest.mark.parametrize("keyring", [None, LyingKeyring()])
def test_a_key_that_cannot_be_kept_leaves_nothing_half_made(
    keyring: KeyringBackend | None,
    turnout: Turnout,
    use_keyring: Callable[[KeyringBackend], None],
    file: Path,
) -> None:
    if keyring:
        use_keyring(keyring)
    ran = turnout("profile", "add", "ds", "--preset", "deepseek", "--key-stdin", stdin=KEY)
    assert ran.status == 1
    assert "--key-env" in ran.err
    assert KEY not in ran.err
    assert turnout("profile", "list", "--json").json == []
    turnout("profile", "add", "ds", "--preset", "deepseek", "--key-env", "DS_KEY")
    before = file.read_text()
    ran = turnout("profile", "edit", "ds", "--model", "other", "--key-stdin", stdin=KEY)
    assert ran.status == 1
    assert file.read_text() == before


@pytest.mark.parametrize("stdin", ["", "\n", "two words", "sk-…"])
@pytest.mark.usefixtures("memory_keyring")
def test_what_is_no_key(stdin: str, turnout: Turnout) -> None:
    assert turnout("profile", "add", "ds", "--preset", "deepseek", "--key-stdin", stdin=stdin).status == 1
    assert turnout("profile", "list", "--json").json == []


def test_edit_changes_what_is_given_and_keeps_the_rest(turnout: Turnout, file: Path) -> None:
    turnout(
        "profile",
        "add",
        "ds",
        "--preset",
        "deepseek",
        "--key-env",
        "A",
        "--header",
        "X-A=1",
        "--header",
        "X-B=2",
    )
    file.write_text(file.read_text() + "\n# a remark of mine\n")
    ran = turnout(
        "profile", "edit", "ds", "--model", "m", "--small-model", "s", "--name", "N", "--header", "X-A=3",
        "--header", "X-B=", "--key-env", "B", "--json",
    )  # fmt: skip
    made = ran.json
    assert (made["model"], made["small_model"], made["name"]) == ("m", "s", "N")
    assert made["headers"] == {"X-A": "3"}
    assert made["key"] == {"kind": "env", "env": "B"}
    assert made["preset"] == "deepseek"
    assert "# a remark of mine" in file.read_text()
    made = turnout("profile", "edit", "ds", "--model", "", "--json").json
    assert made["model"] == "deepseek-v4-pro", "the preset's own again"


def test_edit_moves_a_profile(turnout: Turnout) -> None:
    turnout("profile", "add", "w", "--base-url", "https://a.example.com/v1", "--wire", "chat", "--model", "m")
    made = turnout(
        "profile",
        "edit",
        "w",
        "--base-url",
        "https://b.example.com/v1/responses",
        "--wire",
        "responses",
        "--json",
    ).json
    assert [(one["wire"], one["base_url"]) for one in made["endpoints"]] == [
        ("responses", "https://b.example.com/v1")
    ]
    assert made["model"] == "m"


def test_edit_that_changes_nothing_says_so(turnout: Turnout) -> None:
    turnout("profile", "add", "demo", "--preset", "demo")
    for words in ((), ("--model", "demo")):
        assert turnout("profile", "edit", "demo", *words, "--json").error["code"] == "no_change"
    assert turnout("profile", "edit", "nope", "--json").error["code"] == "profile_not_found"


def test_a_key_moves_between_keyring_and_environment(turnout: Turnout, memory_keyring: MemoryKeyring) -> None:
    turnout("profile", "add", "ds", "--preset", "deepseek", "--key-stdin", stdin=KEY)
    assert turnout("profile", "edit", "ds", "--key-env", "DS_KEY").status == 0
    assert memory_keyring.kept == {}
    assert turnout("profile", "edit", "ds", "--key-stdin", stdin=KEY).status == 0
    assert memory_keyring.kept == {("turnout", "ds"): KEY}
    assert turnout("profile", "show", "ds", "--json").json["key"]["kind"] == "keyring"


def test_remove_takes_its_key_and_routes_along(
    turnout: Turnout, memory_keyring: MemoryKeyring, context: Context
) -> None:
    turnout("profile", "add", "ds", "--preset", "deepseek", "--key-stdin", stdin=KEY)
    context.routes.set("codex", "ds")
    ran = turnout("profile", "remove", "ds", "--json")
    assert ran.json == {"removed": "ds", "clients_without_profile": ["codex"], "warnings": []}
    assert memory_keyring.kept == {}
    assert context.routes.get("codex").profile is None
    assert turnout("profile", "remove", "ds", "--json").error["code"] == "profile_not_found"


def test_remove_says_where_a_key_may_be_left(turnout: Turnout) -> None:
    turnout("profile", "add", "ds", "--preset", "deepseek")
    ran = turnout("profile", "remove", "ds")
    assert ran.status == 0
    assert "may still be in the keyring" in ran.err
    assert "Removed ds" in ran.out


def test_a_connected_client_learns_of_a_new_model(turnout: Turnout, context: Context, tmp_path: Path) -> None:
    turnout(
        "profile",
        "add",
        "w",
        "--base-url",
        "https://a.example.com/v1",
        "--wire",
        "chat",
        "--model",
        "old",
        "--key-env",
        "K",
    )
    turnout("use", "w")
    config = tmp_path / "home" / ".codex" / "config.toml"
    assert 'model = "old"' in config.read_text()
    turnout("profile", "edit", "w", "--model", "new")
    assert 'model = "new"' in config.read_text()
    turnout("profile", "add", "demo", "--preset", "demo")
    assert "demo@demo" in context.paths.catalog_json.read_text()
    config.chmod(0o400)
    ran = turnout("profile", "edit", "w", "--model", "newer")
    assert (ran.status, "codex still has what it had" in ran.err) == (0, True)
    ran = turnout("profile", "remove", "demo")
    assert ran.status == 0


def test_plain_http_in_ones_own_network_is_said(turnout: Turnout) -> None:
    words = ["profile", "add", "w", "--base-url", "http://10.0.0.5:8000/v1", "--wire", "chat", "--json"]
    refused = turnout(*words)
    assert refused.error["code"] == "private_network"
    ran = turnout(*words, "--private-network")
    assert ran.status == 0
    assert any("without encryption" in note for note in ran.json["notes"])


def test_policies_are_set_and_shown(turnout: Turnout, context: Context) -> None:
    turnout("profile", "add", "ds", "--preset", "deepseek", "--key-env", "DS_KEY")
    words = ("--policy", "images=refuse", "--policy", "model_mismatch=error")
    assert turnout("profile", "edit", "ds", *words).status == 0
    assert context.profiles.get("ds").policies == {"images": "refuse", "model_mismatch": "error"}
    shown = turnout("profile", "show", "ds").out
    assert "policy images" in shown
    assert turnout("profile", "edit", "ds", "--policy", "images=").status == 0
    assert context.profiles.get("ds").policies == {"model_mismatch": "error"}
    assert turnout("profile", "edit", "ds", "--policy", "cats=drop").status == 1


def test_mends_need_a_running_service(turnout: Turnout) -> None:
    turnout("profile", "add", "ds", "--preset", "deepseek", "--key-env", "DS_KEY")
    ran = turnout("profile", "mends", "ds")
    assert ran.status == 1
    assert "not running" in ran.err


def test_mends_are_shown_and_kept(turnout: Turnout) -> None:
    with FakeProvider(Reply(text="hi"), stream_only=True) as provider, ServiceInThread() as service:
        turnout("profile", "add", "p", "--base-url", provider.url("chat"), "--wire", "chat", "--model", "m")
        turnout("use", "p", "--client", "other")
        assert "Nothing had to be mended" in turnout("profile", "mends", "p").out
        assert chat(service.base, key=service.context.access.get("default")) == (200, "hi")
        assert "force_stream" in turnout("profile", "mends", "p").out
        assert turnout("profile", "mends", "p", "--json").json["mends"][0]["changes"] == {"stream_only": True}
        assert "Kept in the profile" in turnout("profile", "mends", "p", "--keep").out
        assert service.context.profiles.get("p").dialect_overrides == {"chat": {"stream_only": True}}


def test_a_moved_profile_waits_for_a_word_on_its_key(turnout: Turnout, memory_keyring: MemoryKeyring) -> None:
    words = ("--base-url", "https://a.example/v1", "--wire", "chat", "--model", "m")
    assert turnout("profile", "add", "p", *words, "--key-stdin", stdin=KEY).status == 0
    moved = turnout("profile", "edit", "p", "--base-url", "https://b.example/v1")
    assert "given for https://a.example, so it is not sent to https://b.example" in moved.err
    assert turnout("profile", "show", "p", "--json").json["key_unconfirmed"] == ["https://b.example"]
    assert "confirm-key p" in turnout("profile", "show", "p").out
    assert turnout("key", "get", "p", "--json").error["code"] == "key_unconfirmed"
    assert turnout("use", "p", "--mode", "direct", "--json").status == 1
    wrong = turnout("profile", "confirm-key", "p", "--origin", "https://c.example", "--json")
    assert wrong.error["code"] == "not_unconfirmed"
    confirmed = turnout("profile", "confirm-key", "p", "--json").json
    assert confirmed == {"profile": "p", "confirmed": ["https://b.example"], "key_unconfirmed": []}
    assert turnout("key", "get", "p").out.strip() == KEY
    assert "No address" in turnout("profile", "confirm-key", "p").out


def test_an_edit_can_say_that_the_key_goes_along(turnout: Turnout, memory_keyring: MemoryKeyring) -> None:
    words = ("--base-url", "https://a.example/v1", "--wire", "chat", "--model", "m")
    turnout("profile", "add", "p", *words, "--key-stdin", stdin=KEY)
    edited = turnout("profile", "edit", "p", "--base-url", "https://b.example/v1", "--confirm-key")
    assert (edited.status, edited.err) == (0, "")
    assert turnout("key", "get", "p").out.strip() == KEY
    given = turnout(
        "profile", "edit", "p", "--base-url", "https://c.example/v1", "--key-stdin", stdin=f"{KEY}9"
    )
    assert (given.status, given.err) == (0, "")
    turnout("profile", "edit", "p", "--base-url", "https://b.example/v1")
    assert "used at https://b.example" in turnout("profile", "confirm-key", "p").out


def test_turnout_itself_is_no_provider(turnout: Turnout, context: Context) -> None:
    port = context.settings.load().port
    words = ("profile", "add", "p", "--wire", "chat", "--json", "--base-url")
    assert turnout(*words, f"http://127.1:{port}/v1").error["code"] == "base_url_wrong"
    assert turnout(*words, f"http://localhost:{port + 1}/v1").status == 0


def test_a_profile_that_is_gone_leaves_no_word_on_its_variable(turnout: Turnout, context: Context) -> None:
    words = ("profile", "add", "p", "--wire", "chat", "--key-env", "A_VAR", "--base-url")
    turnout(*words, "https://a.example/v1")
    assert "a.example" in context.paths.key_origins_json.read_text()
    turnout("profile", "remove", "p")
    assert "a.example" not in context.paths.key_origins_json.read_text()
