"""Requirement 66: whatever became of one of our files, the service serves, or says which file keeps it from that."""

import json
import logging
import random
import shutil
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
