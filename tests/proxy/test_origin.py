"""Session, version and folder, as today's clients send them."""

import json

import pytest

from proxy.origin import SEARCHED_BYTES, find_origin

CODEX_AGENT = "codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm (codex_exec; 0.169.0)"
CLAUDE_AGENT = "claude-cli/2.1.329 (external, sdk-cli)"


def codex_body(folder: str, before: str = "") -> bytes:
    text = (
        f"{before}<environment_context>\n  <cwd>{folder}</cwd>\n  <shell>bash</shell>\n</environment_context>"
    )
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    return json.dumps(
        {"model": "m", "input": [item], "prompt_cache_key": "key-1"}, separators=(",", ":")
    ).encode()


def claude_body(line: str) -> bytes:
    user = json.dumps({"device_id": "d", "account_uuid": "", "session_id": "e153-a3"}, separators=(",", ":"))
    text = f"# Environment\n{line}\n - Is a git repository: false\n"
    messages = [{"role": "user", "content": "hi"}, {"role": "system", "content": text}]
    return json.dumps({"messages": messages, "metadata": {"user_id": user}}, separators=(",", ":")).encode()


def test_codex() -> None:
    headers = {"user-agent": CODEX_AGENT, "session-id": "s-1", "thread-id": "t-1"}
    origin = find_origin("codex", headers, codex_body("/home/me/a b"))
    assert (origin.session, origin.client_version, origin.project) == ("s-1", "0.169.0", "/home/me/a b")


def test_claude_code() -> None:
    headers = {"user-agent": CLAUDE_AGENT, "x-claude-code-session-id": "s-2"}
    origin = find_origin("claude-code", headers, claude_body(" - Primary working directory: /srv/né"))
    assert (origin.session, origin.client_version, origin.project) == ("s-2", "2.1.329", "/srv/né")


@pytest.mark.parametrize(
    ("body", "session"),
    [
        (codex_body("/x"), "key-1"),
        (claude_body(""), "e153-a3"),
        (b'{"metadata":{"user_id":"user_ab_account__session_12-34"}}', "12-34"),
        (b'{"input":"\\"prompt_cache_key\\":\\"no\\""}', None),
        (b"", None),
    ],
)
def test_without_headers_the_body_says_the_session(body: bytes, session: str | None) -> None:
    assert find_origin("other", {}, body).session == session


@pytest.mark.parametrize(
    "folder", [r"C:\new\table", "/with/ünicode", "/日本/語", "/a'b", "/x" * 200], ids=range(5)
)
def test_any_folder(folder: str) -> None:
    assert find_origin("claude-code", {}, claude_body(f"Working directory: {folder}")).project == folder


def test_a_windows_folder_of_codex() -> None:
    assert find_origin("codex", {}, codex_body(r"C:\new\table")).project == r"C:\new\table"


@pytest.mark.parametrize(
    ("client", "body"),
    [
        ("codex", b""),
        ("codex", b"<cwd>/not/in/an/environment</cwd>"),
        ("codex", codex_body("")),
        ("codex", codex_body("/far", before="x" * SEARCHED_BYTES)),
        ("claude-code", b"working directory: "),
        ("claude-code", b'working directory: \\u12"'),
    ],
    ids=range(6),
)
def test_no_folder(client: str, body: bytes) -> None:
    assert find_origin(client, {}, body).project is None


@pytest.mark.parametrize(
    ("agent", "version"),
    [("OpenAI/Python 2.11", None), ("curl/8.5.0", "8.5.0"), ("x/v1.2-rc1 y", "1.2-rc1"), ("", None)],
)
def test_versions_of_others(agent: str, version: str | None) -> None:
    assert find_origin("other", {"user-agent": agent}, b"").client_version == version
