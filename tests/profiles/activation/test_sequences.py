"""Any sequence of changes by us and by others leaves what is not ours as it was."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from profiles import safe_write
from profiles.activation import CONNECTABLE
from tests.profiles.activation.home import CLAUDE, CODEX, Home


class Sequences(RuleBasedStateMachine):
    """Connects, switches, foreign edits and restores in any order: no foreign key is lost, none comes back."""

    folder: Callable[[], Path]

    @initialize(codex=st.sampled_from([None, b"", CODEX]), claude=st.sampled_from([None, b"{}", CLAUDE]))
    def begin(self, codex: bytes | None, claude: bytes | None) -> None:
        self.home = Home(type(self).folder(), codex, claude)
        self.foreign: dict[str, int] = {}
        self.count = 0
        self.first = (codex, claude)
        self.edited = False

    @rule(model=st.sampled_from([None, "a", "b"]), port=st.integers(1, 3), window=st.sampled_from([None, 5]))
    def connect(self, model: str | None, port: int, window: int | None) -> None:
        self.home.connect(model=model, base_url=f"http://127.0.0.1:{port}", context_window=window)
        assert all(self.home.activation.connected(client) for client in CONNECTABLE)

    @rule()
    def edit(self) -> None:
        self.count += 1
        self.edited = True
        name = f"foreign{self.count}"
        self.foreign[name] = self.count
        for path, add in ((self.home.codex, self._add_toml), (self.home.claude, self._add_json)):
            path.parent.mkdir(parents=True, exist_ok=True)
            add(path, name)

    @rule()
    def forget(self) -> None:
        """Somebody removes the newest of the foreign keys."""
        if not self.foreign:
            return
        name = list(self.foreign)[-1]
        del self.foreign[name]
        text = self.home.codex.read_text()
        self.home.codex.write_text(text.replace(f"\n[{name}]\nx = {name[7:]}\n", ""))
        values = json.loads(self.home.claude.read_text())
        del values["env"][name]
        self.home.claude.write_text(json.dumps(values, indent=1))

    @rule()
    def restore(self) -> None:
        change = self.home.activation.restore()
        assert change.kept == ()
        if not self.edited:
            assert (safe_write.read(self.home.codex), safe_write.read(self.home.claude)) == self.first
        for path in (self.home.codex, self.home.claude):
            content = safe_write.read(path) or b""
            assert b"turnout" not in content
            assert b"127.0.0.1" not in content

    @invariant()
    def foreign_keys_are_there(self) -> None:
        codex = tomllib.loads((safe_write.read(self.home.codex) or b"").decode())
        claude = json.loads(safe_write.read(self.home.claude) or b"{}")
        assert {
            name: table["x"] for name, table in codex.items() if name.startswith("foreign")
        } == self.foreign
        env = claude.get("env", {})
        assert {name: value for name, value in env.items() if name.startswith("foreign")} == self.foreign

    def _add_toml(self, path: Path, name: str) -> None:
        with path.open("ab") as file:
            file.write(f"\n[{name}]\nx = {self.foreign[name]}\n".encode())

    def _add_json(self, path: Path, name: str) -> None:
        values = json.loads(safe_write.read(path) or b"{}")
        values.setdefault("env", {})[name] = self.foreign[name]
        path.write_text(json.dumps(values, indent=1))


def test_any_sequence(tmp_path_factory: pytest.TempPathFactory) -> None:
    class Here(Sequences):
        folder = staticmethod(lambda: tmp_path_factory.mktemp("home"))

    case = Here.TestCase()
    case.settings = settings(
        max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
    )
    case.runTest()
