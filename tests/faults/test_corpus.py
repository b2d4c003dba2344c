"""Files as people have them: what can be edited comes back byte for byte, what cannot is refused and left as it is."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from profiles.activation import Activation
from profiles.clients.edit import ConnectSettings, Direct
from profiles.errors import BadFileError
from profiles.paths import Paths
from profiles.routes import Client

BOM = b"\xef\xbb\xbf"
ODD = ("\n", "\r\n")

# Written by hand: each one peculiarity of real files, in TOML and in JSON.
TOML_PIECES: Mapping[str, str] = {
    "comments": "# top\n\n# about the model\nmodel = 'x' # keep\n\n  # indented\n",
    "quotes": 'model = "x"\n\'odd key\' = 1\n"a.b" = 2\n',
    "strings": "a = '''\nline = 1\n[no.table]\n'''\nb = \"\"\"\\\n  folded \\\n  \"\"\"\nc = 'C:\\path'\n",
    "numbers": "a = 1_000\nb = 0xff\nc = -1.5e3\nd = inf\ne = 1979-05-27T07:32:00Z\nf = 07:32:00\n",
    "arrays": "a = [\n  1, # one\n  2,\n]\nb = [[1], ['x']]\n",
    "inline": "[model_providers]\nmine = { name = 'm', base_url = 'https://x', http_headers = { A = 'b' } }\n",
    "inline providers": "model_providers = { mine = { name = 'm', base_url = 'https://x' } }\n",
    "dotted": "model_providers.mine.name = 'm'\nmodel_providers.mine.base_url = 'https://x'\ntui.theme = 'd'\n",
    "out of order": "[b]\nx = 1\n[a]\ny = 1\n[b.c]\nz = 1\n[a.d]\nw = 1\n",
    "spaced headers": "[ a . 'b c' ]\nx = 1\n[[ list ]]\ny = 1\n[[list]]\ny = 2\n[list.sub]\nz = 1\n",
    "ours taken": "model_provider = 'other'\nmodel = 'm'\nmodel_catalog_json = '/theirs'\n[model_providers.other]\n"
    "name = 'o'\n",
    "our table": "[model_providers.turnout]\nname = 'by hand'\nbase_url = 'http://x'\nwire_api = 'responses'\n"
    "requires_openai_auth = true\nenv_key = 'K'\n",
    "our header": "[model_providers.turnout.http_headers]\nAuthorization = 'Bearer theirs'\nX = 'y'\n",
    "profile": "profile = 'work'\n[profiles.work]\nmodel = 'w'\nmodel_provider = 'openai'\n",
    "servers": "[mcp_servers.a]\ncommand = 'npx'\nargs = ['-y', 'b']\n[mcp_servers.a.env]\nKEY = 'sk-canary'\n",
    "projects": "".join(f"[projects.'/home/u/p {n}']\ntrust_level = 'trusted'\n" for n in range(60)),
    "desktop": "[desktop]\nrecent = ['/a']\n\n[notice]\nhide = true\n[notice.model_migrations]\n'a-b' = 'c'\n",
    "chinese": "# 我的配置\nmodel = '模型'\n['表']\n'键' = '值'\n",
    "spaces": "model='x'   \n\n\n\n[a]   \n   x=1\t\n",
    "empty tables": "[a]\n[b]\n[a.c]\n",
}
JSON_PIECES: Mapping[str, str] = {
    "env": '{\n  "env": {\n    "MINE": "1"\n  }\n}\n',
    "one line": '{"model": "opus", "env": {"A": "b"}}',
    "minified": '{"model":"opus","env":{"A":"b"},"hooks":{}}',
    "tabs": '{\n\t"model": "opus",\n\t"env": {\n\t\t"A": "b"\n\t}\n}\n',
    "four spaces": '{\n    "z": 1,\n    "a": [1, 2, {"b": null}],\n    "env": {}\n}\n',
    "no env": '{\n  "permissions": {\n    "allow": ["Bash(git:*)"],\n    "deny": []\n  }\n}\n',
    "env last": '{\n  "hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": []}]},\n  "env": {}\n}\n',
    "ours taken": '{"env": {"ANTHROPIC_BASE_URL": "https://theirs", "ANTHROPIC_API_KEY": "sk-canary"}}\n',
    "helper": '{\n  "apiKeyHelper": "/bin/mine",\n  "env": {"ANTHROPIC_AUTH_TOKEN": "theirs"}\n}\n',
    "models": '{"env": {"ANTHROPIC_DEFAULT_OPUS_MODEL": "o", "ANTHROPIC_MODEL": "m"}, "model": "opus"}\n',
    "proxy": '{"env": {"HTTP_PROXY": "http://p:1", "NO_PROXY": "example.com"}}\n',
    "numbers": '{"a": 1.0, "b": -0, "c": 1e400, "d": 12345678901234567890, "e": 0.10}\n',
    "escapes": '{"a": "\\u00e9\\n\\"\\\\/\\/", "\\u006bey": "\\ud83d\\ude00"}\n',
    "chinese": '{"语言": "中文", "env": {"名": "值"}}\n',
    "odd spaces": '{ "a" : 1 ,\n\n  "env" :\n   { "A" : "b" } }\n\n',
    "plugins": '{"enabledPlugins": {"a@b": true}, "statusLine": {"type": "command", "command": "x"}}\n',
    "empty object": "{}\n",
    "empty env": '{"env":{}}',
}
TOML_BROKEN: Mapping[str, bytes] = {
    "no value": b"a = \n",
    "twice": b"a = 1\na = 2\n",
    "table twice": b"[a]\nx = 1\n[a]\ny = 1\n",
    "half a string": b"a = 'x\n",
    "json": b'{"a": 1}\n',
    "utf-16": "a = 1\n".encode("utf-16"),
    "utf-16 big": "a = 1\n".encode("utf-16-be"),
    "nul": b"a = 1\n\0",
    "latin-1": b"a = '\xe9'\n",
    "bare carriage return": b"a = 1\rb = 2\r",
    "half an array": b"a = [1,\n",
    "open table": b"[a\nx = 1\n",
    "merge marks": b"<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> x\n",
    "providers are no table": b"model_providers = 1\n",
    "provider is no table": b"[model_providers]\nturnout = 1\n",
    "model is a table": b"[model]\nx = 1\n",
    "control character": b"a = '\x01'\n",
    "deep": b"a = " + b"[" * 5000 + b"]" * 5000,
}
JSON_BROKEN: Mapping[str, bytes] = {
    "line comment": b'{\n  // mine\n  "a": 1\n}\n',
    "block comment": b'{"a": /* mine */ 1}\n',
    "trailing comma": b'{"a": 1,}\n',
    "single quotes": b"{'a': 1}\n",
    "twice": b'{"a": 1, "a": 2}\n',
    "twice inside": b'{"env": {"A": "1", "A": "2"}}\n',
    "list": b"[1]\n",
    "text": b'"a"\n',
    "half": b'{"env": {"A": ',
    "two": b"{}{}\n",
    "toml": b"a = 1\n",
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "nul": b'{"a": "\0"}',
    "latin-1": b'{"a": "\xe9"}',
    "nan": b'{"a": NaN}\n',
    "env is a list": b'{"env": []}\n',
    "env is null": b'{"env": null}\n',
    "deep": b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "newline in text": b'{"a": "x\ny"}',
}


def variants(pieces: Mapping[str, str]) -> dict[str, bytes]:
    """Each piece with each kind of line end, with and without a mark at its head and a line end at its end."""
    made: dict[str, bytes] = {}
    ends = {"lf": "\n", "crlf": "\r\n", "mixed": None}
    for (name, piece), (end_name, end), bom, last in product(pieces.items(), ends.items(), (0, 1), (0, 1)):
        text = piece
        if end is None:
            lines = piece.split("\n")
            text = "".join(line + ODD[n % 2] for n, line in enumerate(lines[:-1])) + lines[-1]
        elif end != "\n":
            text = piece.replace("\n", end)
        if last:
            text = text.rstrip("\r\n")
        data = (BOM if bom else b"") + text.encode()
        made[f"{name}, {end_name}{', bom' if bom else ''}{', open end' if last else ''}"] = data
    # Some pieces come out the same in several ways.
    return {
        name: data for name, data in made.items() if list(made.values()).index(data) == list(made).index(name)
    }


TOML_FILES = {
    **variants(TOML_PIECES),
    "empty": b"",
    "blank": b"\n\n",
    "mark alone": BOM,
    "comment": b"# only",
}
JSON_FILES = {**variants(JSON_PIECES), "empty": b"", "blank": b" \n", "mark alone": BOM}
FILES: list[tuple[Client, str, bytes]] = [
    *(("codex", name, data) for name, data in TOML_FILES.items()),
    *(("claude-code", name, data) for name, data in JSON_FILES.items()),
]
BROKEN: list[tuple[Client, str, bytes]] = [
    *(("codex", name, data) for name, data in TOML_BROKEN.items()),
    *(("claude-code", name, data) for name, data in JSON_BROKEN.items()),
]
PROXY = ConnectSettings(
    "http://127.0.0.1:8377",
    "tn-canary",
    model="m",
    small_model="s",
    context_window=9,
    catalog=Path("/c.json"),
)
DIRECT = replace(
    PROXY, direct=Direct("https://api.example.com/v1", ("/bin/turnout", "key", "get", "p"), {"X-Team": "t"})
)


ABOUT_US = (
    *(b"model", b"turnout", b"env", b"ANTHROPIC", b"NO_PROXY", b"requires_", b"http_headers", b"name"),
    *(b"base_url", b"wire_api", b"Authorization"),
)
"""Words of the lines that may become others."""


class Home:
    def __init__(self, folder: Path, client: Client, data: bytes) -> None:
        self.env = {"HOME": str(folder), "TURNOUT_HOME": str(folder / "turnout")}
        self.client: Client = client
        self.activation = Activation(Paths.from_env(self.env), self.env)
        self.path = self.activation.file_of(client)
        self.path.parent.mkdir(parents=True)
        self.path.write_bytes(data)

    def connect(self, settings: ConnectSettings) -> None:
        self.activation.connect({self.client: settings})

    def values(self) -> dict[str, object]:
        text = self.path.read_bytes().removeprefix(BOM).decode()
        if self.client == "codex":
            return tomllib.loads(text)
        return json.loads(text or "{}")  # type: ignore[no-any-return]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_the_corpus_is_large_enough() -> None:
    assert len({(client, data) for client, _, data in FILES + BROKEN}) >= 200


@pytest.mark.parametrize(("client", "name", "data"), FILES, ids=[f"{one[0]}: {one[1]}" for one in FILES])
def test_every_byte_comes_back(tmp_path: Path, client: Client, name: str, data: bytes) -> None:
    home = Home(tmp_path, client, data)
    for settings in (PROXY, DIRECT):
        home.connect(settings)
        assert home.activation.connected(client)
        stat = home.path.stat()
        home.connect(settings)
        assert (home.path.stat().st_mtime_ns, home.path.stat().st_ino) == (stat.st_mtime_ns, stat.st_ino)
        written = home.path.read_bytes()
        assert written.startswith(BOM) == data.startswith(BOM)
        if b"\r\n" in data and b"\n" not in data.replace(b"\r\n", b""):
            assert b"\n" not in written.replace(b"\r\n", b""), "new lines have the file's own ends"
    home.activation.restore()
    assert digest(home.path.read_bytes()) == digest(data)


@pytest.mark.parametrize(
    ("client", "name", "data"), FILES[::3], ids=[f"{one[0]}: {one[1]}" for one in FILES[::3]]
)
def test_only_our_lines_differ(tmp_path: Path, client: Client, name: str, data: bytes) -> None:
    """Every line that was there and is not about a key of ours is there afterwards, in its order."""
    home = Home(tmp_path, client, data)
    home.connect(PROXY)
    after = iter(home.path.read_bytes().removeprefix(BOM).splitlines())
    if client == "claude-code" and b"\n" not in data.strip():
        return  # all on one line
    # A member gets a comma when another follows it, and an object is opened for more.
    before = [line.rstrip(b",{} ") for line in data.removeprefix(BOM).splitlines()]
    foreign = [line for line in before if line.strip() and not any(word in line for word in ABOUT_US)]
    missing = [line for line in foreign if not any(one.startswith(line) for one in after)]
    assert missing == []


@pytest.mark.parametrize(("client", "name", "data"), BROKEN, ids=[f"{one[0]}: {one[1]}" for one in BROKEN])
def test_what_cannot_be_read_is_refused_and_left(
    tmp_path: Path, client: Client, name: str, data: bytes
) -> None:
    home = Home(tmp_path, client, data)
    stat = home.path.stat()
    for settings in (PROXY, DIRECT):
        with pytest.raises(BadFileError) as caught:
            home.connect(settings)
        assert "Or set this by hand:" in caught.value.fix
        assert "canary" not in caught.value.fix + caught.value.message
    assert home.path.read_bytes() == data
    assert (home.path.stat().st_mtime_ns, home.path.stat().st_ino) == (stat.st_mtime_ns, stat.st_ino)
    assert not (tmp_path / "turnout").exists(), "nothing of ours was written either"


def test_three_thousand_projects(tmp_path: Path) -> None:
    data = b"model = 'x'\n" + b"".join(
        b"[projects.'/p/%d']\ntrust_level = 'trusted'\n" % n for n in range(3000)
    )
    home = Home(tmp_path, "codex", data)
    home.connect(PROXY)
    assert len(home.values()["projects"]) == 3000  # type: ignore[arg-type]
    home.activation.restore()
    assert home.path.read_bytes() == data
