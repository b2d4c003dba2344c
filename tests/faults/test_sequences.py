"""Any sequence of switches, restores, undos, crashes and other people's edits: nothing of theirs is lost or comes back.

`TURNOUT_SWEEP=full` runs as many sequences as the project promises; without it a sample.
"""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from profiles import safe_write
from profiles.activation import CONNECTABLE, Activation
from profiles.clients.edit import ConnectSettings, Direct
from profiles.errors import NotFoundError
from profiles.paths import Paths
from profiles.transaction import Transactions
from tests.extent import FULL

SEQUENCES = 2000 if FULL else 25
STEPS = 15

CODEX = b"# mine\nmodel = 'gpt-5.5' # keep\r\n\n[mcp_servers.x]\ncommand = 'y'"
CLAUDE = b'{\n\t"model": "opus",\n\t"env": {"MINE": "1", "ANTHROPIC_API_KEY": "theirs"}\n}'
Value = str | None
# Keys of ours that other people edit as well; the second of each pair is one without which we are not connected.
CODEX_KEYS = (("model",), ("model_provider",))
CLAUDE_KEYS = (
    ("env", "ANTHROPIC_DEFAULT_OPUS_MODEL"),
    ("env", "ANTHROPIC_BASE_URL"),
    ("env", "ANTHROPIC_API_KEY"),
)


class Killed(BaseException):
    """Stands for a SIGKILL: nothing of ours runs after it."""


class Sequences(RuleBasedStateMachine):
    """The model: every key's last value that is not from us, and the bytes before every change of ours."""

    folder: Callable[[], Path]

    @initialize(codex=st.sampled_from([None, b"", CODEX]), claude=st.sampled_from([None, b"{}", CLAUDE]))
    def begin(self, codex: bytes | None, claude: bytes | None) -> None:
        home = type(self).folder()
        self.env = {"HOME": str(home), "TURNOUT_HOME": str(home / "turnout")}
        self.paths = Paths.from_env(self.env)
        self.files = (home / ".codex" / "config.toml", home / ".claude" / "settings.json")
        for path, content in zip(self.files, (codex, claude), strict=True):
            path.parent.mkdir(parents=True)
            if content is not None:
                path.write_bytes(content)
        self.first = (codex, claude)
        self.edited = False
        self.count = 0
        self.foreign: dict[str, int] = {}
        self.theirs = {key: self.value_of(key) for key in (*CODEX_KEYS, *CLAUDE_KEYS)}
        self.past: list[tuple[bytes | None, ...] | None] = []
        self.newest: str | None = None

    # ------------------------------------------------------------------ what Turnout does
    @rule(
        model=st.sampled_from([None, "a", "b"]),
        port=st.integers(1, 3),
        window=st.sampled_from([None, 5]),
        direct=st.booleans(),
    )
    def connect(self, model: str | None, port: int, window: int | None, direct: bool) -> None:
        before = self.contents()
        self.activation.connect(self.settings(model, port, window, direct), b"{}\n")
        self.remember(before)
        assert all(self.activation.connected(client) for client in CONNECTABLE)
        modes = {self.activation.mode(client) for client in CONNECTABLE}
        assert modes == {"direct" if direct else "proxy"}
        if direct:
            assert self.value_of(("env", "ANTHROPIC_API_KEY")) is None, "it would go to the provider"
        unchanged = self.whole()
        assert self.activation.connect(self.settings(model, port, window, direct), b"{}\n").changed == ()
        assert self.whole() == unchanged

    @rule()
    def restore(self) -> None:
        before = self.contents()
        self.activation.restore()
        self.remember(before)
        self.check_restored()
        unchanged = self.whole()
        self.activation.restore()
        assert self.whole() == unchanged

    @rule()
    def undo(self) -> None:
        if not self.past:
            with pytest.raises(NotFoundError):
                self.activation.undo()
            return
        self.activation.undo()
        self.note_newest()
        expected = self.past.pop()
        if expected is not None:
            assert self.contents() == expected

    @rule(
        deed=st.sampled_from(["connect", "direct", "restore", "undo"]),
        number=st.integers(1, 6),
        edit_before_start=st.booleans(),
    )
    def crash(self, deed: str, number: int, edit_before_start: bool) -> None:
        before, history = self.contents(), list(self.past)
        killed = self.kill(deed, number)
        if killed and edit_before_start:
            self.edit_foreign()
        self.activation.recover()
        assert not self.activation.unfinished()
        if not killed:
            if deed == "undo":
                self.past = history[:-1]
                self.note_newest()
            else:
                self.remember(before)
        elif not edit_before_start:
            assert self.contents() == before, "old as a whole"

    # ------------------------------------------------------------------ what others do
    @rule()
    def edit_foreign(self) -> None:
        self.note_edit()
        self.count += 1
        name = f"foreign{self.count}"
        self.foreign[name] = self.count
        codex, claude = self.files
        with codex.open("ab") as file:
            file.write(f"\n[{name}]\nx = {self.count}\n".encode())
        values = json.loads(safe_write.read(claude) or b"{}")
        values.setdefault("env", {})[name] = self.count
        claude.write_text(json.dumps(values, indent=1))

    @precondition(lambda self: self.foreign)
    @rule()
    def delete_foreign(self) -> None:
        self.note_edit()
        name = list(self.foreign)[-1]
        number = self.foreign.pop(name)
        codex, claude = self.files
        codex.write_bytes(codex.read_bytes().replace(f"\n[{name}]\nx = {number}\n".encode(), b""))
        values = json.loads(claude.read_bytes())
        del values["env"][name]
        claude.write_text(json.dumps(values, indent=1))

    @rule(key=st.sampled_from(CODEX_KEYS), delete=st.booleans())
    def edit_ours_in_toml(self, key: tuple[str, ...], delete: bool) -> None:
        if delete and self.value_of(key) is None:
            return  # a key that we have set aside is not there to be deleted
        path = self.files[0]
        lines = (safe_write.read(path) or b"").decode().splitlines(keepends=True)
        rest = [line for line in lines if not line.startswith(f"{key[0]} =")]
        self.note_edit()
        self.theirs[key] = None if delete else self.fresh()
        first = [] if delete else [f'{key[0]} = "{self.theirs[key]}"\n']
        path.write_bytes("".join([*first, *rest]).encode())

    @rule(key=st.sampled_from(CLAUDE_KEYS), delete=st.booleans())
    def edit_ours_in_json(self, key: tuple[str, ...], delete: bool) -> None:
        if delete and self.value_of(key) is None:
            return
        path = self.files[1]
        values = json.loads(safe_write.read(path) or b"{}")
        self.note_edit()
        self.theirs[key] = None if delete else self.fresh()
        env = values.setdefault("env", {})
        if delete:
            env.pop(key[1], None)
        else:
            env[key[1]] = self.theirs[key]
        path.write_text(json.dumps(values, indent=1))

    # ------------------------------------------------------------------ what always holds
    @invariant()
    def foreign_keys_are_there(self) -> None:
        codex, claude = self.values()
        found = {name: table["x"] for name, table in codex.items() if name.startswith("foreign")}
        assert found == self.foreign
        env = claude.get("env", {})
        assert {name: value for name, value in env.items() if name.startswith("foreign")} == self.foreign

    def teardown(self) -> None:
        if hasattr(self, "past"):
            self.activation.restore()
            self.check_restored()
            strays = [path for path in self.paths.state.parent.parent.rglob("*") if ".turnout-" in path.name]
            assert strays == []

    def check_restored(self) -> None:
        for path in self.files:
            content = safe_write.read(path) or b""
            assert b"turnout" not in content
            assert b"127.0.0.1" not in content
        for key, value in self.theirs.items():
            assert self.value_of(key) == value, key
        if not self.edited:
            assert self.contents() == self.first

    # ------------------------------------------------------------------ inside
    @property
    def activation(self) -> Activation:
        """A new one, as every command has."""
        return Activation(self.paths, self.env)

    def settings(
        self, model: str | None, port: int, window: int | None, direct: bool
    ) -> dict[Any, ConnectSettings]:
        provider = Direct("https://api.example.com", ("/bin/turnout", "key", "get", "p"), {"X-Team": "t"})
        one = ConnectSettings(
            f"http://127.0.0.1:{port}",
            "tn-canary",
            model=model,
            context_window=window,
            catalog=self.paths.catalog_json,
            direct=provider if direct else None,
        )
        return {"codex": one, "claude-code": one}

    def kill(self, deed: str, number: int) -> bool:
        """Do the deed until its n-th write of a file; whether that came."""
        writes = iter(range(1, number))
        write, remove = safe_write.write, safe_write.remove

        def counted(function: Callable[..., None]) -> Callable[..., None]:
            def call(path: Path, *arguments: Any, **options: Any) -> None:
                if path.parent != self.paths.backups and next(writes, None) is None:
                    raise Killed
                function(path, *arguments, **options)

            return call

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(safe_write, "write", counted(write))
            patch.setattr(safe_write, "remove", counted(remove))
            patch.setattr(Transactions, "_give_up", lambda *_: None)
            try:
                if deed in ("connect", "direct"):
                    self.activation.connect(self.settings("c", 4, 7, deed == "direct"), b"{ }\n")
                elif deed == "restore":
                    self.activation.restore()
                elif self.past:
                    self.activation.undo()
            except Killed:
                return True
        return False

    def remember(self, before: tuple[bytes | None, ...]) -> None:
        newest = self.newest
        if self.note_newest() not in (None, newest):
            self.past.append(before)
            self.past = self.past[-10:]

    def note_newest(self) -> str | None:
        """The name of the newest change in the history."""
        last = self.activation.last()
        self.newest = last.name if last else None
        return self.newest

    def note_edit(self) -> None:
        """What was before is not what an undo gives back any more."""
        self.edited = True
        self.past = [None for _ in self.past]

    def fresh(self) -> str:
        self.count += 1
        return f"theirs-{self.count}"

    def contents(self) -> tuple[bytes | None, ...]:
        return tuple(safe_write.read(path) for path in self.files)

    def whole(self) -> dict[str, tuple[bytes, int]]:
        home = Path(self.env["HOME"])
        return {
            str(path): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(home.rglob("*"))
            if path.is_file()
        }

    def values(self) -> tuple[dict[str, Any], dict[str, Any]]:
        codex, claude = self.contents()
        return tomllib.loads((codex or b"").decode()), json.loads(claude or b"{}")

    def value_of(self, key: tuple[str, ...]) -> Value:
        codex, claude = self.values()
        found: Any = codex if key in CODEX_KEYS else claude
        for piece in key:
            found = found.get(piece) if isinstance(found, dict) else None
        return found


@pytest.mark.timeout(3600 if FULL else 180)
def test_any_sequence(tmp_path_factory: pytest.TempPathFactory) -> None:
    class Here(Sequences):
        folder = staticmethod(lambda: tmp_path_factory.mktemp("home"))

    case = Here.TestCase()
    case.settings = settings(
        max_examples=SEQUENCES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        derandomize=not FULL,
        database=None,
    )
    case.runTest()
