"""`turnout access`: the keys by which clients reach Turnout, and what each may do."""

from argparse import Namespace
from typing import Any

from app.access_rules import describe
from app.cli.grammar.access import NO_LIMIT
from app.cli.output import say, say_json, table, warn
from app.context import Context
from app.errors import AppError
from app.switching import refresh
from profiles.access_key import GRACE_S, AccessKey
from profiles.access_limits import MOST

_LISTS = ("models", "deny_models")


def list_all(arguments: Namespace) -> int:
    """List the access keys by name; the keys themselves are not shown."""
    keys = Context.from_environment().access.list()
    if arguments.json:
        say_json([describe(key) for key in keys])
    else:
        rows = [_row(describe(key)) for key in keys]
        say(table([("NAME", "CLIENT", "CREATED", "STATE", "LIMITS"), *rows]))
    return 0


def show(arguments: Namespace) -> int:
    """Print one key."""
    key = Context.from_environment().access.find(arguments.name)
    if arguments.json:
        say_json({**describe(key), "key": key.key})
    else:
        say(key.key)
    return 0


def add(arguments: Namespace) -> int:
    """Make a key."""
    context = Context.from_environment()
    key = context.access.add(arguments.name, arguments.client or "other", _limits(arguments))
    return _changed(context, key, f"The access key {key.name} is ready.", arguments.json)


def edit(arguments: Namespace) -> int:
    """Change what the arguments name."""
    context = Context.from_environment()
    limits = _limits(arguments)
    if not limits and arguments.client is None and not arguments.reset_usage:
        raise AppError("Nothing to change was given.", "See: turnout access edit --help", "no_change")
    key = context.access.edit(
        arguments.name, limits, client=arguments.client, reset_usage=arguments.reset_usage
    )
    return _changed(context, key, f"The access key {key.name} is changed.", arguments.json)


def rotate(arguments: Namespace) -> int:
    """Replace a key; a connected client's file gets the new one in the same step."""
    context = Context.from_environment()
    grace = GRACE_S if arguments.grace_minutes is None else arguments.grace_minutes * 60
    key = context.access.rotate(arguments.name, grace)
    warnings = refresh(context)
    described = describe(key)
    if arguments.json:
        say_json({**described, "rotated": True, "warnings": list(warnings)})
        return 0
    for warning in warnings:
        warn(warning)
    until = described["old_key_until"]
    old = f"the old one is accepted until {until}" if until else "the old one opens nothing any more"
    say(f"The access key {key.name} is new; {old}.")
    say(f"To see it: turnout access show {key.name}")
    return 0


def remove(arguments: Namespace) -> int:
    """Remove a key; who has it is a stranger from then on."""
    context = Context.from_environment()
    context.access.remove(arguments.name)
    context.tell_service()
    if arguments.json:
        say_json({"removed": arguments.name})
    else:
        say(f"Removed the access key {arguments.name}.")
    return 0


def _changed(context: Context, key: AccessKey, said: str, as_json: bool) -> int:
    context.tell_service()
    described = describe(key)
    if as_json:
        say_json(described)
        return 0
    say(f"{said} {_limits_in_words(described)}")
    say(f"To see it: turnout access show {key.name}")
    return 0


def _limits(arguments: Namespace) -> dict[str, object]:
    """The limits that the arguments name; None takes one away."""
    given: dict[str, object] = {} if arguments.enabled is None else {"enabled": arguments.enabled}
    if arguments.expires is not None:
        given["expires_at"] = None if _is_none(arguments.expires) else arguments.expires
    for name in _LISTS:
        if (text := getattr(arguments, name)) is not None:
            given[name] = None if _is_none(text) else [one for one in text.split(",") if one.strip()]
    for name in MOST:
        if (number := getattr(arguments, name)) is not None:
            given[name] = None if number == NO_LIMIT else number
    return given


def _is_none(text: str) -> bool:
    return text.strip().lower() in ("", NO_LIMIT)


def _row(described: dict[str, Any]) -> tuple[str, ...]:
    client, created, state = described["client"], described["created_at"], described["state"]
    return described["name"], client, created, state, _limits_in_words(described)


def _limits_in_words(described: dict[str, Any]) -> str:
    words = []
    if described["expires_at"]:
        words.append(f"expires {described['expires_at']}")
    if described["models"]:
        words.append(f"models {', '.join(described['models'])}")
    if described["deny_models"]:
        words.append(f"not {', '.join(described['deny_models'])}")
    words += [
        f"{described[name]} {unit}"
        for name, unit in (
            ("rpm", "per minute"),
            ("rpd", "per day"),
            ("concurrency", "at a time"),
            ("quota_tokens", "tokens in all"),
            ("max_tokens", "output tokens"),
        )
        if described[name] is not None
    ]
    return "; ".join(words) or "no limits"
