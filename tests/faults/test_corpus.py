"""Files as people have them: what can be edited comes back byte for byte, what cannot is refused and left as it is."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from profiles.activation import Activation
from profiles.clients.edit import ConnectSettings, Direct
from profiles.errors import BadFileError
from profiles.paths import Paths
from profiles.routes import Client
from tests.extent import FULL
from tests.faults.corpus import BOM, JSON_BROKEN, JSON_FILES, TOML_BROKEN, TOML_FILES

FILES: list[tuple[Client, str, bytes]] = [
    *(("codex", name, data) for name, data in TOML_FILES.items()),
    *(("claude-code", name, data) for name, data in JSON_FILES.items()),
]
# In a normal run each piece as it was written, and a sample of its variants.
TRIED = [
    one
    for place, one in enumerate(FILES)
    if FULL or ", " not in one[1] or one[1].endswith(", lf") or place % 6 == 0
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


@pytest.mark.parametrize(("client", "name", "data"), TRIED, ids=[f"{one[0]}: {one[1]}" for one in TRIED])
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
    ("client", "name", "data"), TRIED[::3], ids=[f"{one[0]}: {one[1]}" for one in TRIED[::3]]
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
