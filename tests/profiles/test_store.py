"""profiles.toml: what goes in comes out, only differences are written, and hand edits stay."""

import dataclasses
import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles import making
from profiles.errors import AlreadyExistsError, BadFileError, InvalidProfileError, NotFoundError
from profiles.overrides import Override
from profiles.paths import Paths
from profiles.prices import Price
from profiles.profile import AUTHS, EFFORTS, WIRES, Endpoint, KeyRef, Model, Profile
from profiles.store import ProfileStore


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(Paths.from_env({"TURNOUT_HOME": str(tmp_path / "t")}))


def write(store: ProfileStore, text: str) -> None:
    store.path.parent.mkdir(parents=True, exist_ok=True)
    store.path.write_text(text)
    store._stamp = None


FULL = Profile(
    id="my.relay",
    name="My relay",
    endpoints=(
        Endpoint("chat", "https://a.example/v1", "qwen-chat"),
        Endpoint("messages", "https://a.example"),
    ),
    model="m1",
    small_model="m2",
    models=(Model("m1", 1000, 100, ("low", "high"), False, "One"), Model("m2")),
    model_map={"opus": "m1", "claude sonnet": "m2"},
    headers={"X-Title": 'a "quoted" title'},
    key=KeyRef("env", "MY_KEY"),
    auth="both",
    dialect_overrides={"chat": {"max_output": 1000, "efforts": {"low": "high"}}},
)


def test_nothing_there_yet(store: ProfileStore) -> None:
    assert store.list() == ()
    with pytest.raises(NotFoundError, match="'x'") as caught:
        store.get("x")
    assert "profile add" in caught.value.fix
    assert not store.path.exists()


def test_everything_comes_back(store: ProfileStore) -> None:
    store.add(FULL)
    assert store.get("my.relay") == FULL
    assert ProfileStore.list(store) == (FULL,)
    assert store.path.stat().st_mode & 0o777 == 0o600


def test_order_is_the_files(store: ProfileStore) -> None:
    for name in ("zhipu", "anthropic", "kimi"):
        store.add(making.make_profile(name, preset=name).profile)
    assert [profile.id for profile in store.list()] == ["zhipu", "anthropic", "kimi"]


def test_a_second_one_of_the_name_is_refused(store: ProfileStore) -> None:
    store.add(FULL)
    before = store.path.read_bytes()
    with pytest.raises(AlreadyExistsError, match=r"my\.relay"):
        store.add(FULL)
    assert store.path.read_bytes() == before


HAND = """\
# my accounts

[profiles.ds]   # the good one
preset = 'deepseek'
note = "mine"   # unknown, and mine
model = "deepseek-v4-pro" # keep

[profiles.local]
base_url = "http://127.0.0.1:8080/v1"
wire = "chat"
key = "none"
auth = "none"

[other]
tool = true
"""


def test_hand_written_file(store: ProfileStore) -> None:
    write(store, HAND)
    ds, local = store.list()
    assert (ds.id, ds.name, ds.model) == ("ds", "DeepSeek", "deepseek-v4-pro")
    assert local.endpoints == (Endpoint("chat", "http://127.0.0.1:8080/v1"),)
    assert local.key == KeyRef("none")


def test_comments_and_unknown_keys_survive(store: ProfileStore) -> None:
    write(store, HAND)
    ds = store.get("ds")
    store.update(Profile(**{**fields(ds), "model": "deepseek-v4-flash", "key": KeyRef("env", "K")}))
    text = store.path.read_text()
    for line in HAND.splitlines():
        assert line.replace("v4-pro", "v4-flash") in text
    assert store.get("ds").key == KeyRef("env", "K")
    store.add(FULL)
    store.remove("local")
    text = store.path.read_text()
    assert "# my accounts" in text
    assert 'note = "mine"   # unknown, and mine' in text
    assert tomllib.loads(text)["other"] == {"tool": True}
    assert [profile.id for profile in store.list()] == ["ds", "my.relay"]


def test_update_without_a_change_writes_nothing(store: ProfileStore) -> None:
    write(store, HAND)
    store.update(store.get("local"))
    assert store.path.read_text() == HAND


def test_update_takes_away_what_is_the_presets_again(store: ProfileStore) -> None:
    made = making.make_profile("d", preset="deepseek", base_url="http://127.0.0.1:1", wire="chat").profile
    store.add(made)
    store.update(making.make_profile("d", preset="deepseek").profile)
    assert tomllib.loads(store.path.read_text())["profiles"]["d"] == {"preset": "deepseek"}


def test_the_short_form_gives_way_to_the_long_one(store: ProfileStore) -> None:
    write(store, HAND)
    local = store.get("local")
    store.update(Profile(**{**fields(local), "endpoints": (Endpoint("messages", "http://127.0.0.1:1"),)}))
    entry = tomllib.loads(store.path.read_text())["profiles"]["local"]
    assert "base_url" not in entry
    assert "wire" not in entry
    assert store.get("local").endpoints == (Endpoint("messages", "http://127.0.0.1:1"),)


def test_unknown_profiles_cannot_be_changed(store: ProfileStore) -> None:
    store.add(FULL)
    with pytest.raises(NotFoundError) as caught:
        store.remove("x")
    assert "my.relay" in caught.value.fix
    with pytest.raises(NotFoundError):
        store.update(making.make_profile("x", preset="kimi").profile)


def test_a_change_by_others_is_seen(store: ProfileStore) -> None:
    store.add(FULL)
    assert len(store.list()) == 1
    assert store.list() is store.list()
    text = store.path.read_text() + '\n[profiles.new]\npreset = "kimi"\n'
    store.path.write_text(text)
    os.utime(store.path, ns=(1, 1))
    assert [profile.id for profile in store.list()] == ["my.relay", "new"]
    store.path.unlink()
    assert store.list() == ()


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("[profiles.a]\nmodel = \n", 2, 9), ("[profiles.a]\n[profiles.a]\n", 2, 12)],
)
def test_invalid_file_is_refused_with_its_place(
    store: ProfileStore, text: str, line: int, column: int
) -> None:
    write(store, text)
    for attempt in (store.list, lambda: store.add(FULL)):
        with pytest.raises(BadFileError) as caught:
            attempt()
        assert (caught.value.line, caught.value.column) == (line, column)
    assert store.path.read_text() == text


def test_profiles_of_another_kind(store: ProfileStore) -> None:
    write(store, "profiles = 1\n")
    with pytest.raises(BadFileError, match="table"):
        store.list()


def fields(profile: Profile) -> dict[str, object]:
    return {name: getattr(profile, name) for name in profile.__dataclass_fields__}


NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
IDS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,10}", fullmatch=True)
MODELS = st.builds(
    Model,
    NAMES,
    st.none() | st.integers(1, 10**7),
    st.none() | st.integers(1, 10**6),
    st.sets(st.sampled_from(EFFORTS)).map(lambda chosen: tuple(one for one in EFFORTS if one in chosen)),
    st.none() | st.booleans(),
    st.none() | NAMES,
)
PROFILES = st.builds(
    Profile,
    id=IDS,
    name=NAMES,
    endpoints=st.lists(
        st.builds(Endpoint, st.sampled_from(WIRES), st.just("https://a.example/v1"), st.none() | st.just("qwen-chat")),
        min_size=1, max_size=3, unique_by=lambda one: one.wire,
    ).map(tuple),
    model=st.none() | NAMES,
    small_model=st.none() | NAMES,
    models=st.lists(MODELS, max_size=3).map(tuple),
    model_map=st.dictionaries(NAMES, NAMES, max_size=2),
    headers=st.dictionaries(st.sampled_from(["X-A", "X-B"]), st.text("ab \"'#=", max_size=5), max_size=2),
    key=st.sampled_from([KeyRef("keyring"), KeyRef("none"), KeyRef("env", "K_1")]),
    auth=st.sampled_from(AUTHS),
    prices=st.dictionaries(
        NAMES, st.builds(Price, st.none() | st.floats(0, 1e4), st.none() | st.floats(0, 1e4)), max_size=2
    ),
    dialect_overrides=st.dictionaries(
        st.sampled_from(WIRES), st.dictionaries(IDS, st.booleans() | st.integers(0, 9) | NAMES, max_size=2), max_size=2
    ),
    overrides=st.dictionaries(
        NAMES | st.just("*"),
        st.builds(
            Override,
            headers=st.dictionaries(st.sampled_from(["X-A", "X-B"]), st.text("ab", max_size=5), max_size=2),
            body=st.dictionaries(st.sampled_from(["a", "b"]), st.booleans() | st.lists(st.integers(0, 9)), max_size=2),
            remove=st.lists(st.sampled_from(["top_p", "a.b"]), max_size=2).map(tuple),
            effort=st.none() | st.sampled_from(EFFORTS),
            max_output=st.none() | st.integers(1, 10**6),
            system_prefix=st.text("ab \"\n", max_size=5),
        ),
        max_size=2,
    ),
    proxy=st.sampled_from(["environment", "direct", "socks5h://127.0.0.1:1080"]),
    private_network=st.booleans(),
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.lists(PROFILES, min_size=1, max_size=3, unique_by=lambda one: one.id), PROFILES)
def test_any_profiles_come_back(
    tmp_path_factory: pytest.TempPathFactory, made: list[Profile], other: Profile
) -> None:
    store = ProfileStore(Paths.from_env({"TURNOUT_HOME": str(tmp_path_factory.mktemp("t"))}))
    for profile in made:
        store.add(profile)
    assert store.list() == tuple(made)
    changed = Profile(**{**fields(other), "id": made[0].id})
    store.update(changed)
    assert store.get(changed.id) == changed
    for profile in made[1:]:
        assert store.get(profile.id) == profile
    store.remove(changed.id)
    assert store.list() == tuple(made[1:])


def test_comments_within_a_changed_table_survive(store: ProfileStore) -> None:
    head = '[profiles.a]\npreset = "deepseek"\n\n[profiles.a.headers]\n'
    write(store, head + 'X-A = "1"  # why\nX-B = "2"\n# a remark at the end\n')
    store.update(dataclasses.replace(store.get("a"), headers={"X-A": "3", "X-C": "4"}))
    text = store.path.read_text()
    assert "# why" in text
    assert "# a remark at the end" in text
    assert store.get("a").headers == {"X-A": "3", "X-C": "4"}


# ---------------------------------------------------------------------------- order
IN_A_FILE = """\
# mine
[profiles.a]  # the first
preset = "demo"
[profiles.a.headers]
x = "1"
# about b
[profiles.b]
preset = "demo"

[later]
z = 1

[profiles."c.d"]
preset = "demo"
"""


def ids(store: ProfileStore) -> list[str]:
    return [profile.id for profile in store.list()]


def test_a_chosen_order_leaves_the_tables_where_they_are(store: ProfileStore) -> None:
    write(store, IN_A_FILE)
    store.order(["c.d", "a"])
    assert ids(store) == ["c.d", "a", "b"]
    lines = [line for line in store.path.read_text().splitlines() if line and not line.startswith("order")]
    assert lines == [line for line in IN_A_FILE.splitlines() if line]
    store.order(["b"])
    assert ids(store) == ["b", "c.d", "a"]


def test_an_order_survives_what_comes_and_goes(store: ProfileStore) -> None:
    for name in ("a", "b", "c"):
        store.add(making.make_profile(name, preset="demo").profile)
    store.order(["c", "b", "a"])
    store.remove("b")
    assert ids(store) == ["c", "a"]
    store.add(making.make_profile("d", preset="demo").profile)
    assert ids(store) == ["c", "a", "d"]
    store.add(making.make_profile("b", preset="demo").profile)
    assert ids(store) == ["c", "b", "a", "d"]


def test_an_order_that_is_so_already_writes_nothing(store: ProfileStore) -> None:
    write(store, IN_A_FILE)
    store.order(["a", "b", "c.d"])
    before = store.path.stat().st_mtime_ns
    store.order(["a"])
    assert store.path.stat().st_mtime_ns == before


def test_an_order_of_strangers(store: ProfileStore) -> None:
    write(store, IN_A_FILE)
    with pytest.raises(NotFoundError, match="'x'"):
        store.order(["a", "x"])
    write(store, 'order = ["zz", "b"]\n' + IN_A_FILE)
    assert ids(store) == ["b", "a", "c.d"]
    write(store, "order = 5\n" + IN_A_FILE)
    with pytest.raises(BadFileError, match="`order`"):
        store.list()


def test_a_mistake_is_named_with_the_file_and_the_profile(store: ProfileStore) -> None:
    write(store, "[profiles]\nbad = 1\n")
    with pytest.raises(InvalidProfileError, match=r"'bad'.*table") as caught:
        store.list()
    assert str(store.path) in caught.value.message


def test_what_is_taken_away_from_a_table_of_tables_goes(store: ProfileStore) -> None:
    made = making.make_profile("p", preset="demo").profile
    store.add(dataclasses.replace(made, prices={"m.1": Price(0.27, 0.07, 1.1, "CNY"), "free": Price(0.0)}))
    store.update(dataclasses.replace(made, prices={"free": Price(1.0)}))
    assert store.get("p").prices == {"free": Price(1.0)}
    store.update(made)
    assert store.get("p") == made
