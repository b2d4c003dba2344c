"""Requirement 15: whatever is edited, switched, removed or undone, a key is never seen where it was not given for.

The real service runs, with a provider for each origin. A model of what was given and confirmed says which key may be
where; each request shows what was, and that a key that may be used is used.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import tomlkit
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from profiles.key_origins import origin_of
from tests import extent
from tests.app.serving import ServiceInThread, ask
from tests.fakes.keyring_backends import MemoryKeyring
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply, Status

SEQUENCES = 1000 if extent.FULL else 40
STEPS = 14
ORIGINS, IDS = 3, ("red", "blue")
CLIENTS = ("codex", "claude-code")
PATHS = {"codex": "/v1/responses", "claude-code": "/v1/messages"}
VARIABLES = ("CANARY_ONE_VAR", "CANARY_TWO_VAR")

places = st.integers(0, ORIGINS - 1)
ids = st.sampled_from(IDS)


class Bench:
    """The service, the providers and the counts, shared by all sequences."""

    def __init__(self, service: ServiceInThread, fakes: list[FakeProvider]) -> None:
        self.service, self.fakes = service, fakes
        self.made = self.requests = self.reached = self.refused = 0

    def new_key(self) -> str:
        self.made += 1
        return f"sk-canary-binding-{self.made:06d}-0123456789"

    def control(self, method: str, path: str, body: Any = None, *, ok: bool = True) -> Any:
        status, answer = self.service.control(method, path, body)
        assert (status < 300) is ok, (method, path, status, answer)
        return answer


class Model:
    """What a user knows of a profile: where it is, where its key is, and where that may go."""

    def __init__(self) -> None:
        self.urls: list[str] = []
        self.kind = "keyring"
        self.env: str | None = None
        self.key: str | None = None
        self.allowed: dict[str, set[str]] = {}  # by the key's place: "keyring" or the variable

    @property
    def place(self) -> str:
        return self.env or "keyring"

    @property
    def origins(self) -> list[str]:
        return list(dict.fromkeys(map(origin_of, self.urls)))

    def named(self) -> None:
        """The variable (or an entry without a key) is seen: what it has counts, the first time."""
        self.allowed.setdefault(self.place, set(self.origins))

    def waiting(self) -> list[str]:
        return [one for one in self.origins if one not in self.allowed.get(self.place, set())]

    def value(self) -> str | None:
        return os.environ.get(self.env) if self.env else self.key


class Users(RuleBasedStateMachine):
    """What users do, in any order."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.models: dict[str, Model] = {}
        self.removed: list[tuple[str, str, Model, set[str] | None]] = []
        self.serving: dict[str, str] = {}

    # ------------------------------------------------------------------ making and removing
    @initialize()
    def begin(self) -> None:
        for profile in self.bench.control("GET", "profiles")["profiles"]:
            self.bench.control("DELETE", f"profiles/{profile['id']}")
        for client in CLIENTS:
            self.bench.control("PUT", f"fallbacks/{client}", {"profiles": []})
        for variable in VARIABLES:
            os.environ[variable] = self.bench.new_key()
        self.add("red", 0, 0, key=True, variable=None)
        self.add("blue", 1, 2, key=True, variable=None)

    @rule(
        name=ids, first=places, second=places, key=st.booleans(), variable=st.sampled_from((None, *VARIABLES))
    )
    def add(self, name: str, first: int, second: int, key: bool, variable: str | None) -> None:
        if name in self.models:
            return
        model = Model()
        draft = {"id": name, "endpoints": self._endpoints(model, first, second), "model": "fake-model"}
        if variable is not None:
            model.env = variable
            draft |= {"key_env": variable, "key_kind": "env"}
        elif key:
            draft["key"] = model.key = self.bench.new_key()
        else:
            draft["key_kind"] = "keyring"
        made = self.bench.control("POST", "profiles", draft)
        assert made["key_unconfirmed"] == []
        model.allowed[model.place] = set(model.origins)
        self.models[name] = model

    @rule(name=ids)
    def remove(self, name: str) -> None:
        if (model := self.models.pop(name, None)) is not None:
            answer = self.bench.control("DELETE", f"profiles/{name}")
            self.removed.append((answer["undo"], name, model, model.allowed.get(model.place)))
            model.allowed.clear()
            self.serving = {client: one for client, one in self.serving.items() if one != name}

    @precondition(lambda self: self.removed)
    @rule()
    def undo(self) -> None:
        token, name, model, allowed = self.removed.pop()
        if name in self.models:
            return
        back = self.bench.control("POST", "profiles/undo", {"token": token})
        if allowed is not None:
            model.allowed[model.place] = allowed
        self.models[name] = model
        self.serving.update(dict.fromkeys(back["used_by"], name))
        self._try(name)

    # ------------------------------------------------------------------ editing
    @rule(name=ids, first=places, second=places, key=st.booleans(), confirm=st.booleans())
    def move(self, name: str, first: int, second: int, key: bool, confirm: bool) -> None:
        """The base URLs change in a form, maybe with a new key or with the word that the old one goes there."""
        if (model := self.models.get(name)) is None:
            return
        draft: dict[str, Any] = {"endpoints": self._endpoints(model, first, second)}
        if key:
            draft |= {"key": self.bench.new_key(), "key_kind": "keyring"}
            model.env, model.key, model.allowed["keyring"] = None, draft["key"], set(model.origins)
        elif confirm and (waiting := model.waiting()):
            draft["confirm_key"] = waiting
            model.allowed[model.place] |= set(waiting)
        self._compare(model, self.bench.control("PUT", f"profiles/{name}", draft))
        self._try(name)

    @rule(name=ids, place=places)
    def move_by_hand(self, name: str, place: int) -> None:
        """An editor, another machine's dotfiles, a program: profiles.toml is another one."""
        if (model := self.models.get(name)) is None:
            return
        path = self.bench.service.context.paths.profiles_toml
        document = tomlkit.parse(path.read_text())
        document["profiles"][name]["endpoints"] = self._endpoints(model, place, place)  # type: ignore[index]
        path.write_text(tomlkit.dumps(document))
        self._try(name)

    @rule(name=ids)
    def confirm(self, name: str) -> None:
        if (model := self.models.get(name)) is not None and (waiting := model.waiting()):
            answer = self.bench.control("POST", f"profiles/{name}/confirm-key", {"origins": waiting})
            model.allowed[model.place] |= set(waiting)
            self._compare(model, answer)
            self._try(name)

    @rule(name=ids, place=places)
    def confirm_what_is_not_there(self, name: str, place: int) -> None:
        if (model := self.models.get(name)) is not None:
            origin = self.bench.fakes[place].base
            if origin not in model.waiting():
                body = {"origins": [origin]}
                self.bench.control("POST", f"profiles/{name}/confirm-key", body, ok=False)

    @rule(name=ids)
    def give_key(self, name: str) -> None:
        if (model := self.models.get(name)) is not None:
            model.env, model.key = None, self.bench.new_key()
            model.allowed["keyring"] = set(model.origins)
            self.bench.control("PUT", f"keys/{name}", {"key": model.key})
            self._try(name)

    @rule(name=ids)
    def drop_key(self, name: str) -> None:
        if (model := self.models.get(name)) is not None:
            self.bench.control("DELETE", f"keys/{name}")
            model.key = None
            model.allowed.pop("keyring", None)
            model.named()

    @rule(name=ids, variable=st.sampled_from(VARIABLES))
    def name_variable(self, name: str, variable: str) -> None:
        if (model := self.models.get(name)) is not None:
            self.bench.control("PUT", f"profiles/{name}", {"key_kind": "env", "key_env": variable})
            if model.env is None:
                model.key = None
                model.allowed.pop("keyring", None)
            model.env = variable
            model.named()
            self._try(name)

    @rule(name=ids, text=st.sampled_from(("Red", "Blue", "Ümlaut")))
    def rename(self, name: str, text: str) -> None:
        if name in self.models:
            self.bench.control("PUT", f"profiles/{name}", {"name": f"{text} {name}"})

    # ------------------------------------------------------------------ using
    @rule(name=ids, client=st.sampled_from(CLIENTS))
    def switch(self, name: str, client: str) -> None:
        model = self.models.get(name)
        if model is not None and model.value() is not None:
            self.bench.control("POST", "use", {"profile": name, "clients": [client], "mode": "proxy"})
            self.serving[client] = name

    @rule(client=st.sampled_from(CLIENTS))
    def fall_back(self, client: str) -> None:
        others = [name for name in self.models if name != self.serving.get(client)]
        self.bench.control("PUT", f"fallbacks/{client}", {"profiles": others})

    @rule(client=st.sampled_from(CLIENTS), fails=st.sets(places, max_size=2))
    def request(self, client: str, fails: set[int]) -> None:
        """A request of a client; some providers fail, so that its fallback is asked."""
        for place, fake in enumerate(self.bench.fakes):
            fake.play(Status(500) if place in fails else Reply(text="hi"), keep=True)
        status, text = self._send(client, PATHS[client], "fake-model")
        if client not in self.serving:
            assert status >= 400
        self._look(text)

    def _try(self, name: str) -> None:
        """A request to one profile alone: where its key may be used, it is."""
        model = self.models[name]
        for fake in self.bench.fakes:
            fake.play(Reply(text="hi"), keep=True)
        url, key = model.urls[0], model.value()
        status, text = self._send("codex", PATHS["codex"], f"fake-model@{name}")
        if key is not None and origin_of(url) in model.allowed.get(model.place, set()):
            assert status == 200, (status, text)
            self.bench.reached += 1
        else:
            assert status >= 400
            assert ("key_unconfirmed" in text) is (key is not None), text
            self.bench.refused += 1
        self._look(text)

    @rule(name=ids)
    def models_and_preview(self, name: str) -> None:
        if (model := self.models.get(name)) is not None:
            ok = model.value() is not None and not model.waiting()
            self.bench.control("POST", "models", {"profile": name}, ok=ok)
            shown = self.bench.control("POST", "profiles/preview", {"id": name})["profile"]
            assert shown["key_unconfirmed"] == model.waiting()
            self._look("")

    def teardown(self) -> None:
        self._look("")

    # ------------------------------------------------------------------ inside
    def _endpoints(self, model: Model, first: int, second: int) -> list[dict[str, str]]:
        """Codex's wire at one place and Claude Code's at another."""
        fakes = self.bench.fakes
        model.urls = [fakes[first].url("responses"), fakes[second].url("messages")]
        return [
            {"wire": "responses", "base_url": model.urls[0]},
            {"wire": "messages", "base_url": model.urls[1]},
        ]

    def _compare(self, model: Model, answer: Any) -> None:
        if model.value() is not None:
            assert answer["key_unconfirmed"] == model.waiting()

    def _send(self, client: str, path: str, model: str) -> tuple[int, str]:
        self.bench.requests += 1
        body: dict[str, Any] = {"model": model, "stream": False}
        hello = [{"role": "user", "content": "hi"}]
        body |= {"input": hello} if path.endswith("responses") else {"messages": hello, "max_tokens": 9}
        service = self.bench.service
        token = service.context.access.get("codex" if client == "codex" else "claude-code")
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        status, answer = ask(f"{service.base}{path}", "POST", json.dumps(body).encode(), headers)
        return status, answer if isinstance(answer, str) else answer.decode()

    def _look(self, text: str) -> None:
        """No key stands where it was not given for, and none in an answer."""
        assert "sk-canary" not in text
        may = {
            (model.value(), origin)
            for model in self.models.values()
            for origin in model.allowed.get(model.place, ())
        }
        for fake in self.bench.fakes:
            for seen in (*fake.asks, *fake.strays):
                if seen.key:
                    assert (seen.key, fake.base) in may, f"{seen.key} was seen at {fake.base}"
            fake.asks.clear()
            fake.strays.clear()


@pytest.fixture
def bench(memory_keyring: MemoryKeyring) -> Iterator[Bench]:
    with ExitStack() as stack:
        fakes = [stack.enter_context(FakeProvider(Reply(text="hi"))) for _ in range(ORIGINS)]
        yield Bench(stack.enter_context(ServiceInThread()), fakes)
    for variable in VARIABLES:
        os.environ.pop(variable, None)


def test_requirement_015_a_key_is_at_its_own_origins_alone(bench: Bench) -> None:
    make: Callable[[], RuleBasedStateMachine] = lambda: Users(bench)  # noqa: E731
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        make,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not extent.FULL,
            phases=(Phase.generate, Phase.shrink) if extent.FULL else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    assert bench.reached
    assert bench.refused
    extent.report({
        "key binding": SEQUENCES, "keys": bench.made, "requests": bench.requests,
        "pinned and reached": bench.reached, "pinned and refused": bench.refused,
    })  # fmt: skip
