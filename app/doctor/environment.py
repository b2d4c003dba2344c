"""Environment variables that stand against what Turnout writes into the clients' files.

Measured with Claude Code 2.1.329: `env` of settings.json wins over the shell's ANTHROPIC_BASE_URL and
ANTHROPIC_AUTH_TOKEN, a shell's ANTHROPIC_API_KEY is sent beside our token, and CLAUDE_CODE_USE_BEDROCK or
_VERTEX lead past any address. Codex 0.169.0 reads neither OPENAI_BASE_URL nor OPENAI_API_KEY.
"""

from collections.abc import Iterator

from app.context import Context
from app.doctor.finding import Finding
from profiles import no_proxy, safe_write
from profiles.clients.edit import lookup
from profiles.clients.json_text import JsonText
from profiles.errors import ProfileError

_BYPASSES = ("CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY")
_SHADOWED = (
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_MODEL",
    "OPENAI_BASE_URL",
    "OPENAI_API_BASE",
)
_OFF = ("", "0", "false", "no", "off")


def examine(context: Context) -> Iterator[Finding]:
    """Yield the variables of this shell; a client started elsewhere may have others."""
    env = context.env
    for name in _BYPASSES:
        if env.get(name, "").lower() not in _OFF:
            yield Finding(
                "shell_bypass",
                "severe",
                f"{name} is set in this shell.",
                "Claude Code then goes to that cloud whatever its settings say, and never reaches Turnout.",
                _unset(name),
            )
    if env.get("ANTHROPIC_API_KEY"):
        yield Finding(
            "shell_variable",
            "warning",
            "ANTHROPIC_API_KEY is set in this shell.",
            "Claude Code sends it along and may ask whether to use it; Turnout drops it and takes its own token.",
            _unset("ANTHROPIC_API_KEY"),
        )
    for name in _SHADOWED:
        if env.get(name):
            yield Finding(
                "shell_variable",
                "warning",
                f"{name} is set in this shell.",
                "A client that is not connected, or that starts with another configuration folder, goes by it"
                " and not to Turnout.",
                _unset(name),
            )
    yield from _no_proxy(context)


def _no_proxy(context: Context) -> Iterator[Finding]:
    env = context.env
    if not no_proxy.is_between(env):
        return
    try:
        port = context.settings.load().port
    except ProfileError:
        port = 0
    where = f" on port {port}." if port else "."
    export = f"export NO_PROXY={no_proxy.except_loopback(env)}" + (
        " no_proxy=$NO_PROXY" if env.get("no_proxy") else ""
    )
    if _claude_code_has_it(context):
        yield Finding(
            "no_proxy_codex",
            "warning",
            "HTTP_PROXY is set and NO_PROXY does not name 127.0.0.1.",
            "Claude Code has the exception in its settings.json, but Codex sends even local requests through"
            " HTTP_PROXY, so they do not reach Turnout" + where,
            f"Put into your shell's start file: {export}",
        )
        return
    yield Finding(
        "no_proxy",
        "severe",
        "HTTP_PROXY is set and NO_PROXY does not name 127.0.0.1.",
        "Codex and Claude Code send even local requests through HTTP_PROXY, so they do not reach Turnout"
        + where,
        "turnout doctor --fix writes the exception into Claude Code's settings.json. Codex has no such place: for it,"
        f" put into your shell's start file: {export}",
    )


def _claude_code_has_it(context: Context) -> bool:
    """Claude Code's own file excepts us, whatever the shell says."""
    path = context.activation.file_of("claude-code")
    try:
        text = JsonText(safe_write.read(path) or b"", path)
    except ProfileError:
        return False  # found elsewhere
    env = lookup(text.values, ("env",))
    said = (
        {name: value for name, value in env.items() if isinstance(value, str)}
        if isinstance(env, dict)
        else {}
    )
    return not no_proxy.is_between({**context.env, **said})


def _unset(name: str) -> str:
    return f"Remove it from your shell's start files, and from this shell: unset {name}"
