"""The fallback rules as files: the built-in ones are sound, the user's are checked and kept."""

from typing import Any, get_args

import pytest

from profiles.errors import BadFileError
from profiles.fallback_rules import KINDS, BadRuleError, FallbackRules, Rule, default_rules, read_rules
from profiles.paths import Paths
from proxy.conversation import FailureKind


@pytest.fixture
def rules(paths: Paths) -> FallbackRules:
    return FallbackRules(paths)


@pytest.fixture
def paths(tmp_path: Any) -> Paths:
    made = Paths.from_env({"TURNOUT_HOME": str(tmp_path)})
    made.make()
    return made


def test_the_kinds_are_the_proxys() -> None:
    assert set(KINDS) == set(get_args(FailureKind))


def test_the_built_in_rules_speak_of_every_kind() -> None:
    assert {kind for rule in default_rules() for kind in rule.kinds} == set(KINDS)


def test_own_rules_come_first_and_comments_stay(rules: FallbackRules) -> None:
    assert rules.own() == ()
    assert rules.all() == default_rules()
    own = (Rule("stop", kinds=("quota",)), Rule("next", statuses=(4, 503), text="busy", wait_over=2.5))
    rules.replace(own)
    assert rules.own() == own
    assert rules.all() == (*own, *default_rules())
    rules.path.write_text(rules.path.read_text() + "\n# mine\n")
    rules.replace(own)
    assert "# mine" in rules.path.read_text()
    rules.replace(())
    assert rules.own() == ()
    assert [one.as_json() for one in own] == [
        {"then": "stop", "kinds": ["quota"]},
        {"then": "next", "statuses": [4, 503], "text": "busy", "wait_over": 2.5},
    ]


@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ("x", "rules"),
        ([3], r"rules\[0\]"),
        ([{"then": "maybe", "kinds": ["quota"]}], r"rules\[0\].then"),
        ([{"kinds": ["quota"]}], r"rules\[0\].then"),
        ([{"then": "next"}], r"rules\[0\]"),
        ([{"then": "next", "kind": "quota"}], r"rules\[0\].kind"),
        ([{"then": "next", "kinds": "quota"}], r"rules\[0\].kinds"),
        ([{"then": "next", "kinds": ["cuota"]}], "cuota"),
        ([{"then": "next", "codes": [1]}], r"rules\[0\].codes"),
        ([{"then": "next", "statuses": [42]}], r"rules\[0\].statuses"),
        ([{"then": "next", "statuses": [True]}], r"rules\[0\].statuses"),
        ([{"then": "next", "text": "("}], r"rules\[0\].text"),
        ([{"then": "next", "text": "x" * 501}], r"rules\[0\].text"),
        ([{"then": "next", "wait_over": -1}], r"rules\[0\].wait_over"),
        ([{"then": "next", "wait_over": "soon"}], r"rules\[0\].wait_over"),
        ([{"then": "next", "kinds": ["quota"]}] * 201, "rules"),
    ],
)
def test_each_mistake_is_named(entries: Any, field: str) -> None:
    with pytest.raises(BadRuleError, match=field):
        read_rules(entries)


def test_a_file_with_a_mistake_is_named(rules: FallbackRules) -> None:
    rules.path.write_text('[[rules]]\nthen = "perhaps"\nkinds = ["quota"]\n')
    with pytest.raises(BadFileError, match=r"fallback.toml.*rules\[0\].then"):
        rules.all()
