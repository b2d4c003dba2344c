"""`turnout check`: what a provider really does for Codex and for Claude Code."""

import asyncio
import os
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.check import kept, matrix
from app.check.engine import Options
from app.check.pipeline import CLIENTS
from app.check.report import write_report
from app.check.start import check_events
from app.check.wording import amount, cost_of, mark_of, place_of, verdict_of
from app.cli.output import say, say_json, table, warn
from app.context import Context
from app.errors import AppError, UsageError, of_file
from app.routing import KeyCache
from profiles.paths import open_private
from profiles.profile import Profile

Result = dict[str, Any]


def check(arguments: Namespace) -> int:
    """Check one profile, or all of them."""
    if (arguments.id is None) != arguments.all:
        raise UsageError("Give a profile's id, or --all.", "See: turnout check --help")
    context = Context.from_environment()
    profiles = context.profiles.list() if arguments.all else (context.profiles.get(arguments.id),)
    keys = KeyCache(context.keys)
    clients = CLIENTS if arguments.client == "all" else (arguments.client,)
    options = Options(clients, quick=arguments.quick)
    results: list[Result] = []
    for profile in profiles:
        result = asyncio.run(_run(profile, keys, options, arguments.json))
        kept.keep(context.paths, result)
        with suppress(AppError):
            context.tell_service()  # what it saw counts from the next request on
        results.append(result)
        if not arguments.json:
            _say_end(result)
    if arguments.report:
        _write(Path(arguments.report), "\n\n".join(write_report(result) for result in results))
    if arguments.all:
        _say_all(results, arguments.json)
    elif arguments.json:
        say_json(results[0])
    return 0


async def _run(profile: Profile, keys: KeyCache, options: Options, quiet: bool) -> Result:
    result: Result = {}
    async for event in check_events(profile, keys, options):
        data = event["data"]
        if event["event"] == "result":
            result = data
        elif quiet:
            continue
        elif event["event"] == "plan":
            say(f"Checking {profile.id}: {len(data['steps'])} steps, {cost_of(data)}.")
        else:
            _say_step(data)
    return result


def _say_step(step: dict[str, Any]) -> None:
    took = "" if step["ms"] is None else f" ({step['ms']:.0f} ms)"
    say(f"{mark_of(step)} {step['name']:<24} {place_of(step):<14} {step['cause']}{took}")
    if step["state"] == "failed" and step["fix"]:
        say(f"    → {step['fix']}")


def _say_end(result: Result) -> None:
    say("")
    for client, verdict in result["verdicts"].items():
        say(verdict_of(client, verdict))
    if result["cost"]:
        say(f"This check cost {amount(result['cost'])}.")
    say("")


def _say_all(results: Sequence[Result], as_json: bool) -> None:
    if as_json:
        say_json({"checks": list(results), "matrix": matrix.as_json(results)})
    elif results:
        say(table(matrix.rows(results)))
    else:
        say("No profiles yet. Make one: turnout profile add ID --preset P --key-stdin")


def _write(path: Path, text: str) -> None:
    try:
        with os.fdopen(
            open_private(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "w", encoding="utf-8"
        ) as file:
            file.write(text)
    except OSError as error:
        raise of_file(error) from error
    warn(f"The report is in {path}.")
