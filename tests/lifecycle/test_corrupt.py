"""Requirement 66: whatever became of one of our files, the service serves, or says which file keeps it from that."""

import json
import logging
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from app import resumption
from app.check import kept
from app.context import Context
from app.doctor import find_problems
from app.errors import EXPECTED, sentence
from app.service import Service
from app.switching import switch
from profiles.making import make_profile
from profiles.paths import Paths
from profiles.profile import KeyRef
from tests.extent import FULL, report
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply
from tests.tree import ROOT

CASES = 2_000 if FULL else 80
KEY = "sk-canary-corrupt-0123456789"
ASKED = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
REFUSING = ("profiles.toml", "routes.toml", "fallback.toml", "settings.toml", "access.json")
"""Without these nobody knows where a request may go: the service says which one it is and does not start."""
KEYS = "secrets.toml"
SKIPPED = (".lock", ".db-wal", ".db-shm")


def flip(data: bytes, dice: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8))):
        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def cut_off(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def zero(data: bytes, dice: random.Random) -> bytes:
    start = dice.choice((0, dice.randrange(len(data))))
    return data[:start] + b"\0" * (len(data) - start)


def scramble(data: bytes, dice: random.Random) -> bytes:
    return dice.randbytes(len(data))


def empty(data: bytes, dice: random.Random) -> bytes:
    return b""


def another(data: bytes, dice: random.Random) -> bytes:
    """Well-formed, and not what is expected."""
    return dice.choice((b"[]", b"{}", b'"x"', b"null", b"7", b"[" * 5_000, b'{"keys": 1}', b"profiles = 1\n"))


def swap(data: bytes, dice: random.Random) -> bytes:
    """A value of another type somewhere in the JSON."""
    try:
        document = json.loads(data)
    except ValueError:
        return flip(data, dice)
    places = list(_places(document))
    if places:
        holder, name = dice.choice(places)
        holder[name] = dice.choice((None, 3, "x", [], {}, [1], {"x": 1}, True, -1.5))
    return json.dumps(document).encode()


def _places(value: Any) -> Any:
    for name in (
        list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    ):
        yield value, name
        yield from _places(value[name])


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip, flip, flip, swap, swap, cut_off, zero, scramble, empty, another,
)  # fmt: skip


def environment(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "TURNOUT_HOME": str(home / "turnout"),
        "CODEX_HOME": str(home / "codex"),
        "CLAUDE_CONFIG_DIR": str(home / "claude"),
    }


async def furnish(home: Path, provider: FakeProvider) -> None:
    """A home in use, with every file that Turnout writes."""
    for name in ("codex", "claude"):
        (home / name).mkdir(parents=True)
    (home / "codex" / "config.toml").write_text("# mine\n")
    context = Context.from_environment(environment(home))
    context.settings.set("key_storage", "file")
    context.settings.set("log_max_days", 10)
    for name in ("fake", "other"):
        profile = make_profile(
            name, base_url=provider.url("chat"), wire="chat", model="m", key=KeyRef()
        ).profile
        context.profiles.add(profile)
        context.secrets.set(name, KEY)
        context.keys.origins.bind(profile)
    context.access.add("mine", "other", {"rpm": 100, "quota_tokens": 1_000_000})
    context.fallback.path.write_text('[[rules]]\nthen = "next"\nstatuses = [418]\n')
    context.routes.set("other", "fake")
    context.routes.set_fallbacks("other", ["other"])
    capabilities = {"images": {"chat": True}, "max_output": {"chat": 4096}}
    result = {"profile": "fake", "model": "m", "quick": False, "started_at": "2026-11-21T00:00:00+00:00"}
    kept.keep(context.paths, {**result, "verdicts": {"codex": "works"}, "capabilities": capabilities})
    service = Service(context)
    await service.start(0)
    switch(context, "fake", port=service.port)
    for client in ("mine", "codex"):
        await chat(service.port, context.access.get(client))
    await service.stop()
    resumption.resume(context, 1111)
    state = context.paths.state
    shutil.copy(next(iter(sorted(context.paths.history.glob("*.json")))), state / "journal.json.example")
    context.paths.key_move_json.with_suffix(".example").write_text(
        json.dumps({"from": "file", "to": "keyring", "ids": ["fake"]})
    )


async def chat(port: int, key: str) -> tuple[int, str]:
    url = f"http://127.0.0.1:{port}/v1/chat/completions"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}) as session:
        async with session.post(url, json=ASKED) as answer:
            return answer.status, await answer.text()


def harmed(home: Path, dice: random.Random) -> Path:
    """Damage one file; returns which."""
    files = [
        one
        for one in sorted((home / "turnout").rglob("*"))
        if one.is_file() and not one.name.endswith(SKIPPED) and one.stat().st_size
    ]
    path = dice.choice(files)
    data = path.read_bytes()
    if path.name.endswith(".example"):
        path = path.with_suffix("" if path.name.startswith("journal") else ".json")
    path.write_bytes(dice.choice(DAMAGES)(data, dice))
    return path


def keys_of(home: Path) -> Path:
    return home / "turnout" / "config" / KEYS


async def live(home: Path, key: str, path: Path) -> str:
    """Start, ask, end; returns what became of it, or whose file it names. Anything unforeseen is raised."""
    service: Service | None = None
    try:
        service = Service(Context.from_environment(environment(home)))
        await service.start(0)
    except EXPECTED as error:
        said = sentence(error)
        assert str(path) in said, f"names no file: {said}"
        assert path.name in REFUSING, f"does not start: {said}"
        return "refused"
    else:
        status, text = await chat(service.port, key)
        await service.status()
        if status == 200:
            return "served"
        # Well-formed by chance, and another word than before: the request says what is wrong.
        assert path.name in (*REFUSING, KEYS, "key-origins.json", "key-move.json"), text
        assert json.loads(text)["error"]["message"]
        assert json.loads(text)["error"]["code"] != "internal", text
        return f"answered {status}"
    finally:
        if service is not None:
            await service.stop()


@pytest.mark.timeout(1800 if FULL else 180)
async def test_requirement_066_damaged_files(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    dice = random.Random(66)
    problems: list[str] = []
    outcomes: Counter[str] = Counter()
    names: Counter[str] = Counter()
    with FakeProvider(Reply(text="here"), key=KEY) as provider:
        template = tmp_path / "template"
        await furnish(template, provider)
        key = Context.from_environment(environment(template)).access.get("default")
        for number in range(CASES):
            home = tmp_path / "case"
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(template, home)
            path = harmed(home, dice)
            before, keys_before = path.read_bytes(), keys_of(home).read_bytes()
            names[path.suffix if path.parent.name in ("backups", "history") else path.name] += 1
            caplog.clear()
            try:
                outcome = await live(home, key, path)
                assert outcome != "refused" or path.read_bytes() == before, "what it refuses was changed"
                assert path.name == KEYS or keys_of(home).read_bytes() == keys_before, "keys were touched"
                if number % 10 == 0:
                    find_problems(Context.from_environment(environment(home)))
            except Exception as error:  # noqa: BLE001
                problems.append(f"{number} {path.name} {path.read_bytes()[:300]!r}: {error!r}")
                continue
            outcomes[outcome] += 1
            problems += [
                f"{number} {path.name}: {record.getMessage()}" for record in caplog.records if record.exc_info
            ]
    report(
        {
            "requirement": 66,
            "cases": CASES,
            "outcomes": dict(outcomes),
            "files": dict(names),
            "problems": len(problems),
        }
    )
    assert not problems, "\n".join(problems[:20])
    assert sum(outcomes.values()) == CASES
    assert len(names) >= 12


PREFERENCES = """\
[General]
language=en
theme=dark
greeted=true

[hints]
no_tray=true

[window]
page=requests
geometry=@ByteArray(\\x1\\xd9\\xd0\\xcb\\0\\x3\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\x4\\xff)

[requests]
split=@ByteArray(\\0\\0\\0\\xff\\0\\0\\0\\x1\\0\\0\\0\\x2)
columns=time:80:1 model:200:1 status:60:0
filters="{\\"Errors\\": \\"status >= 400\\"}"
marks="{\\"x_1\\": [true, \\"mine\\"]}"
"""
WRONG_VALUES = {
    "theme": ("theme=dark", "theme=dark, light"),
    "language": ("language=en", "language=en, de"),
    "object": ("language=en", r"language=@Variant(\0\0\0\x7f\0\0\0\x3X\0)"),
    "rectangle": ("theme=dark", "theme=@Rect(0 0 x y)"),
    "number": ("page=requests", "page=@ByteArray(7)"),
    "page": ("page=requests", "page=requests, profiles"),
    "greeted": ("greeted=true", "greeted=maybe, not"),
    "hint": ("no_tray=true", "no_tray=@Size(1 1)"),
    "width": ("model:200:1", "model:99999999999999:1"),
    "split": (r"split=@ByteArray(\0", r"split=x(\0"),
    "deep": ('marks="{', 'marks="' + "[" * 100_000),
    "deeper": ('filters="{', 'filters="' + '{\\"a\\":' * 100_000),
    "list": ('marks="{', 'marks="[{'),
}
"""Well-formed, and of another kind than what the app had written."""


@pytest.mark.timeout(1800 if FULL else 180)
@pytest.mark.skipif(os.name == "nt", reason="what may be read is said otherwise there")
def test_requirement_066_damaged_preferences(tmp_path: Path) -> None:
    """The app starts, and what cannot be read is kept beside what it writes from then on."""
    dice, homes = random.Random(66), tmp_path / "homes"
    damaged: dict[str, bytes] = {}

    def place(name: str, data: bytes | None) -> Path:
        path = homes / name / "turnout" / "config" / "ui.ini"
        path.parent.mkdir(parents=True)
        if data is not None:
            path.write_bytes(data)
            damaged[name] = data
        return path

    whole = PREFERENCES.encode()
    place("whole", whole)
    every, other = PREFERENCES, PREFERENCES
    for (name, value), last in zip(WRONG_VALUES.items(), reversed(WRONG_VALUES.values()), strict=True):
        assert value[0] in PREFERENCES
        every, other = every.replace(*value), other.replace(*last)
        if FULL:
            place(name, PREFERENCES.replace(*value).encode())
    place("every", every.encode())
    place("every other", other.encode())
    for number in range(150 if FULL else 0):
        place(f"random {number}", dice.choice(DAMAGES)(whole, dice))
    place("scrambled", scramble(whole, dice))
    place("a folder", None).mkdir()
    place("nowhere", None).symlink_to(homes / "gone" / "ui.ini")
    place("not ours", whole).chmod(0)
    said = subprocess.run(
        [sys.executable, "-m", "tests.lifecycle.damaged_preferences", str(homes)],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True,
        timeout=1500, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr[-3000:]
    assert json.loads(said.stdout) == {}
    kept = {path.parents[2].name: path.read_bytes() for path in homes.glob("*/turnout/config/ui.damaged.ini")}
    report({"requirement": 66, "preferences": len(damaged) + 2, "kept_aside": len(kept)})
    assert kept == {name: damaged[name] for name in kept}
    assert "scrambled" in kept
    assert not kept.keys() & {"whole", "every", "every other", *WRONG_VALUES}


def test_the_homes_are_furnished(tmp_path: Path) -> None:
    """The names above are those that Turnout has."""
    paths = Paths.from_env(environment(tmp_path))
    ours = (
        paths.profiles_toml,
        paths.routes_toml,
        paths.fallback_toml,
        paths.settings_toml,
        paths.access_json,
    )
    assert tuple(path.name for path in ours) == REFUSING
    assert paths.secrets_toml.name == KEYS
