"""Codex's config.toml: our keys as the client needs them, and back to the same bytes."""

import os
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

from profiles.clients import codex
from profiles.clients.catalog import CatalogEntry, catalog
from profiles.clients.edit import ConnectSettings, Edit, take_back
from profiles.clients.toml_text import TomlText
from profiles.errors import BadFileError
from tests.profiles.clients.test_toml_text import documents, valid

PATH = Path("config.toml")
SETTINGS = ConnectSettings(
    "http://127.0.0.1:8377",
    "tn-canary",
    model="deepseek-v4-pro",
    catalog=Path("/data/codex models.json"),
    catalog_models=("deepseek-v4-pro", "kimi-k3", "kimi-k3@kimi"),
)
DEADLINE_S = 60


def plan(source: str | None, with_settings: ConnectSettings = SETTINGS) -> Edit:
    return codex.plan_connect(None if source is None else source.encode(), with_settings, PATH)


def restore(edit: Edit, now: bytes | None = None) -> bytes:
    return take_back(TomlText(now or edit.after, PATH), PATH, edit.owned, edit.created).after


def test_new_file() -> None:
    assert plan(None).after.decode() == (
        'model_provider = "turnout"\n'
        'model = "deepseek-v4-pro"\n'
        'model_catalog_json = "/data/codex models.json"\n'
        "\n"
        "[model_providers.turnout]\n"
        'name = "Turnout"\n'
        'base_url = "http://127.0.0.1:8377/v1"\n'
        'wire_api = "responses"\n'
        "request_max_retries = 0\n"
        'http_headers = { Authorization = "Bearer tn-canary" }\n'
    )


def test_without_a_model_or_a_catalog_neither_is_touched() -> None:
    source = 'model = "mine"\n'
    after = tomllib.loads(plan(source, ConnectSettings("http://127.0.0.1:1", "tn-x")).after.decode())
    assert after["model"] == "mine"
    assert "model_catalog_json" not in after


SHAPES = {
    "empty": "",
    "comments": "# mine\n\nmodel = 'gpt-5.5' # keep\napproval_policy = \"never\"\n\n[mcp_servers.x]\ncommand = 'y'\n",
    "crlf": 'model = "a"\r\n\r\n[projects."/home/u"]\r\ntrust_level = "trusted"\r\n',
    "bom": '\ufeffmodel = "a"\n',
    "no final line end": '[projects."/a"]\ntrust_level = "trusted"',
    "inline": 'model_providers = { a = { name = "A", base_url = "http://127.0.0.1:1/v1" } }\n',
    "dotted": 'model_providers.a.name = "A"\nmodel_providers.a.base_url = "http://127.0.0.1:1/v1"\n[tui]\n',
    "out of order": '[model_providers.a]\nname = "A"\n[tui]\nx = 1\n[model_providers.b]\nname = "B"\n',
    "other provider": 'model_provider = "a"\nmodel = "m"\n[model_providers.a]\nname = "A"\n',
    "own table": '[model_providers.turnout]\nname = "Old"\nrequires_openai_auth = true\n\n[tui]\nx = 1\n',
    "own table with headers": '[model_providers.turnout.http_headers]\n"X-Mine" = "1"\n',
    "own inline": 'model_providers.turnout = { name = "Old", http_headers = { X = "1" }, env_key = "K" }\n',
}


@pytest.mark.parametrize("source", SHAPES.values(), ids=SHAPES)
def test_every_shape_is_connected_and_restored(source: str) -> None:
    edit = plan(source)
    before, after = (
        tomllib.loads(source.removeprefix("\ufeff")),
        tomllib.loads(edit.after.decode("utf-8-sig")),
    )
    ours = after["model_providers"]["turnout"]
    assert after["model_provider"] == "turnout"
    assert after["model"] == "deepseek-v4-pro"
    assert (ours["name"], ours["wire_api"]) == ("Turnout", "responses")
    assert ours["base_url"] == "http://127.0.0.1:8377/v1"
    assert ours["http_headers"]["Authorization"] == "Bearer tn-canary"
    assert not set(codex._HARMFUL) & set(ours)
    lines = edit.after.decode().split("\n")
    missing = [line for line in source.split("\n") if line not in lines]
    allowed = ("model =", "model_provider", "name =", "requires_openai_auth")
    assert all(line.lstrip("\ufeff").startswith(allowed) for line in missing if line.rstrip("\r"))
    back = restore(edit)
    assert tomllib.loads(back.decode("utf-8-sig")) == before
    if "turnout" not in source:
        assert back.decode().rstrip("\r\n") == source.rstrip("\r\n")


def test_line_ends_of_new_lines_are_those_of_the_file() -> None:
    after = plan(SHAPES["crlf"]).after
    assert after.count(b"\r\n") == after.count(b"\n")


@settings(deadline=None)
@given(documents())
def test_any_document_is_connected_and_restored(source: str) -> None:
    values = valid(source)
    if values is None:
        return
    try:
        edit = plan(source)
    except BadFileError:
        return  # something of another kind is where our keys go; Codex would refuse it too
    assert tomllib.loads(edit.after.decode("utf-8-sig"))["model_provider"] == "turnout"
    back = restore(edit)
    assert repr(valid(back.decode())) == repr(values)
    if '"model"' not in source and "model" not in values and "model_providers" not in values:
        assert back.decode().rstrip("\r\n") == source.rstrip("\r\n")


@settings(deadline=None)
@given(documents(), documents())
def test_foreign_edits_survive(source: str, later: str) -> None:
    """Somebody appends tables of their own between connect and restore."""
    foreign = "\n[foreign]\n" + later.removeprefix("\ufeff")
    if valid(source) is None or valid(source + "\n" + foreign) is None:
        return
    try:
        edit = plan(source)
    except BadFileError:
        return
    now = edit.after + foreign.encode()
    if valid(now.decode()) is None:
        return
    expected = valid(source + "\n" + foreign)
    back = valid(restore(edit, now).decode())
    # Order: a key of the user's that ours stood in for may move within its table.
    assert back == expected or repr(back) == repr(expected)


def test_a_model_picked_by_the_user_stays_until_another_is_asked_for() -> None:
    first = plan('model = "mine"\n')
    picked = first.after.replace(b'"deepseek-v4-pro"', b'"kimi-k3"')
    again = codex.plan_connect(picked, SETTINGS, PATH, first.owned)
    assert again.after == picked
    other = ConnectSettings(
        "http://127.0.0.1:8377", "tn-canary", model="glm-5.2", catalog_models=("kimi-k3",)
    )
    switched = codex.plan_connect(picked, other, PATH, first.owned)
    assert tomllib.loads(switched.after.decode())["model"] == "glm-5.2"
    assert restore(first, picked) == b'model = "mine"\n'


def test_leftovers_are_known_by_their_look() -> None:
    text = TomlText(plan("x = 1\n").after, PATH)
    owned = codex.find_leftovers(text)
    assert take_back(text, PATH, owned, codex.CONTAINERS).after == b"x = 1\n"
    assert codex.find_leftovers(TomlText(b'model_provider = "turnout"\n', PATH)) == {}
    moved_on = plan("").after.replace(b'model_provider = "turnout"', b'model_provider = "mine"')
    text = TomlText(moved_on, PATH)
    back = take_back(text, PATH, codex.find_leftovers(text), codex.CONTAINERS).after
    assert tomllib.loads(back.decode())["model_provider"] == "mine"


def test_a_profile_that_leads_elsewhere_is_told() -> None:
    assert plan(SHAPES["comments"]).warnings == ()
    (warning,) = plan('profile = "w"\n[profiles.w]\nmodel_provider = "a"\n').warnings
    assert "'w'" in warning
    assert plan('profile = "w"\n[profiles.w]\nmodel = "m"\n').warnings == ()


def test_invalid_toml_is_refused_with_its_place() -> None:
    with pytest.raises(BadFileError) as caught:
        plan("a = 1\nb = \n")
    assert (caught.value.line, caught.value.column) == (2, 5)


@pytest.mark.clients
@pytest.mark.parametrize("source", SHAPES.values(), ids=SHAPES)
def test_real_codex_reads_it(tmp_path: Path, require_client: Callable[[str], Path], source: str) -> None:
    """Codex takes the file and the catalog it names, without a word about either; and the file restored."""
    binary = require_client("codex")
    home = tmp_path / "codex"
    home.mkdir()
    listed = tmp_path / "catalog.json"
    listed.write_bytes(
        catalog([CatalogEntry("deepseek-v4-pro", "DeepSeek", 1_048_576, ("none", "low", "max"))])
    )
    own = ConnectSettings("http://127.0.0.1:9", "tn-canary", model="deepseek-v4-pro", catalog=listed)
    edit = plan(source, own)

    def ask(content: bytes) -> subprocess.CompletedProcess[str]:
        (home / "config.toml").write_bytes(content)
        env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "CODEX_HOME": str(home)}
        return subprocess.run(
            [binary, "debug", "models"],
            env=env,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )

    done = ask(edit.after)
    assert done.returncode == 0, done.stderr
    assert '"slug":"deepseek-v4-pro"' in done.stdout
    assert '"gpt-' not in done.stdout
    complaints = [line for line in done.stderr.splitlines() if line and "PATH aliases" not in line]
    assert complaints == []
    if "model_providers.turnout" not in source:
        assert ask(restore(edit)).returncode == 0
