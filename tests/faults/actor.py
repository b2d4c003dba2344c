"""A warm process whose children each do one thing to one home: started within milliseconds, ready to be traced.

On standard input: a line of JSON `{"deed", "home"}`; the child says `ready PID` and waits for a line `go`; then its
parent says `ended STATUS`: 0 done, 1 refused with a sentence, 3 an error of the
system that no sentence was made of, 2 anything else, negative: killed by that signal.
"""

import dataclasses
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from app.context import Context
from app.errors import EXPECTED
from app.switching import restore, switch, undo
from profiles.making import make_profile
from profiles.profile import Endpoint, KeyRef, Profile

PORT = 47123
KEY = "sk-canary-sweep-0123456789"


def environment(home: Path) -> dict[str, str]:
    """The environment of a home: the clients' folders and Turnout's own below it."""
    return {
        "HOME": str(home),
        "TURNOUT_HOME": str(home / "turnout"),
        "CODEX_HOME": str(home / ".codex"),
        "CLAUDE_CONFIG_DIR": str(home / ".claude"),
        "SWEEP_KEY": KEY,
    }


def do(deed: str, home: Path) -> None:
    """Do one thing, as a command would."""
    context = Context.from_environment(environment(home))
    if deed == "first":
        add_profiles(context)
        switch(context, "one", port=PORT)
    elif deed == "switch":
        switch(context, "two", port=PORT)
    elif deed == "direct":
        switch(context, "both", mode="direct", port=PORT)
    elif deed == "restore":
        restore(context)
    elif deed == "undo":
        undo(context, port=PORT)
    elif deed == "recover":
        context.activation.recover()
    else:
        raise ValueError(deed)


def add_profiles(context: Context) -> None:
    """Two profiles that go through Turnout, and one that can go without."""
    key = KeyRef("env", "SWEEP_KEY")
    context.profiles.add(make_profile("one", preset="deepseek", key=key).profile)
    context.profiles.add(make_profile("two", preset="openrouter", model="glm-5", key=key).profile)
    made = make_profile("both", base_url="https://api.example.com/v1", wire="responses", model="m", key=key)
    context.profiles.add(with_messages(made.profile))


def with_messages(profile: Profile) -> Profile:
    """The profile with an endpoint for Claude Code as well."""
    messages = Endpoint("messages", "https://api.example.com/anthropic")
    return dataclasses.replace(profile, endpoints=(*profile.endpoints, messages))


def serve() -> None:
    """Read lines until there are none."""
    lines = os.fdopen(0, "rb", buffering=0)
    while line := lines.readline():
        if line != b"go\n":  # of a child that was killed before it read that
            _act(json.loads(line))


def _act(said: Mapping[str, str]) -> None:
    child = os.fork()
    if child == 0:
        os.write(1, f"ready {os.getpid()}\n".encode())
        os.read(0, 3)
        status = 2
        try:
            do(said["deed"], Path(said["home"]))
            status = 0
        except (*EXPECTED, OSError) as error:
            # The command line makes a sentence of an error that names its file.
            status = 1 if isinstance(error, EXPECTED) or error.filename else 3
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        except BaseException as error:  # noqa: BLE001 - it is what the sweep looks for
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    os.write(1, f"ended {os.waitstatus_to_exitcode(ended)}\n".encode())


if __name__ == "__main__":
    # What is imported late by any of the deeds is imported here.
    for warm_up in ("first", "switch", "direct", "undo", "restore"):
        do(warm_up, Path(sys.argv[1]))
    serve()
