"""The service's sentences in Chinese: found by pattern, none that the code does not say, none of the usual missing."""

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from app.check.findings import KINDS
from app.control.answering import in_a_window
from app.ui import service_words
from app.ui.assets import ASSETS
from app.ui.service_words import Phrases, entries, join, localize
from profiles.capabilities import CAPABILITIES
from profiles.presets import load_presets
from tests.tree import PACKAGES, find_modules, is_within

FILE = ASSETS / "i18n" / "service_zh_CN.toml"
PHRASES = list(entries(tomllib.loads(FILE.read_text(encoding="utf-8"))))
MODULES = [module for module in find_modules(*PACKAGES) if not is_within(module, "app/ui")]
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%s")
COVERED = (
    "app/doctor", "app/check/findings.py", "app/control/key_states.py", "app/model_loading.py", "profiles/base_url.py",
    "profiles/profile.py", "profiles/secrets.py",
)  # fmt: skip
"""Whose sentences all have a phrase: what the doctor, the check and the profile form show."""


@pytest.fixture
def chinese() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("zh_CN"))
    yield
    QLocale.setDefault(before)


# ------------------------------------------------------------------ the texts of the code
def bare(text: str) -> str:
    """A text with `{}` for each of its values."""
    return PLACEHOLDER.sub("{}", text)


def template(node: ast.AST) -> str | None:
    """A literal or f-string, or a sum of them."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = template(node.left), template(node.right)
        if left is not None or right is not None:
            return f"{'{}' if left is None else left}{'{}' if right is None else right}"
    return None


def docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def texts(*places: str) -> Iterator[str]:
    for module in MODULES:
        if not is_within(module, *places):
            continue
        left_out = set(docstrings(module.syntax))
        waiting: list[ast.AST] = [module.syntax]
        while waiting:
            node = waiting.pop()
            text = template(node)
            if text is not None and node not in left_out:
                yield bare(text)
            if text is None or isinstance(node, ast.BinOp):
                waiting += ast.iter_child_nodes(node)
            elif isinstance(node, ast.JoinedStr):
                waiting += [part.value for part in node.values if isinstance(part, ast.FormattedValue)]


SAID = set(texts(*PACKAGES))
SAID |= {bare(in_a_window(text)) for text in SAID} | {text.strip() for text in SAID}
SAID |= {note for preset in load_presets().values() for note in preset.notes}
SENTENCE = re.compile(r"(?s)(?:[A-Z]|\{\} [a-z]).* .*[.!?]")


# ------------------------------------------------------------------ the file
def is_said(source: str) -> bool:
    text = bare(source)
    # What is put behind a value is a text of its own in the code: `f"{answer}{carried}"`.
    return bool({text, text.removeprefix("{}"), text.removeprefix("{}").removesuffix(": {}")} & SAID)


def test_phrases_are_said_by_the_code() -> None:
    unknown = [source for source, _ in PHRASES if not is_said(source)]
    assert unknown == [], f"the code says this otherwise now: mend {FILE.name}"


def test_phrases_keep_their_values() -> None:
    for source, target in PHRASES:
        assert set(PLACEHOLDER.findall(source)) == set(PLACEHOLDER.findall(target)), source
        assert target.strip(), source


def test_no_phrase_is_there_twice() -> None:
    sources = [source for source, _ in PHRASES]
    assert len(sources) == len(set(sources))


@pytest.mark.parametrize("finding", KINDS)
def test_findings_are_all_there(finding: str) -> None:
    known = {source for source, _ in PHRASES}
    assert {KINDS[finding].message, KINDS[finding].fix} - {"{advice}"} <= known


@pytest.mark.parametrize("place", COVERED)
def test_sentences_are_all_there(place: str) -> None:
    known = {bare(source) for source, _ in PHRASES}
    said = {text for text in texts(place) if SENTENCE.fullmatch(text)}
    missing = {text for text in said if text not in known and bare(in_a_window(text)) not in known}
    assert missing == set(), f"translate these in {FILE.name}"


def test_capabilities_are_all_there() -> None:
    assert {one.title for one in CAPABILITIES} <= {source for source, _ in PHRASES}


def test_notes_of_presets_are_all_there() -> None:
    known = {source for source, _ in PHRASES}
    assert {note for preset in load_presets().values() for note in preset.notes} <= known


# ------------------------------------------------------------------ how it is used
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Turnout is not running.", "Turnout 未运行。"),
        ("Port 8377 is held by node (pid 4123).", "端口 8377 被 node (pid 4123) 占用。"),
        # The value is a phrase too, and Chinese words have no spaces between them.
        ("Only streamed requests are taken on every wire.", "所有协议只接受流式请求。"),
        (
            "Reasoning uses up a small output budget on chat: 32 of 32 tokens, and nothing was said.",
            "chat 协议上，推理用尽了较小的输出预算：共 32 token，推理用去 32，没有任何输出。",
        ),
        # One value right behind the other.
        (
            "A model that does not exist is answered on chat by m-2 instead of refused.",
            "chat 协议上，请求不存在的模型没有被拒绝，而是照常应答（由 m-2 应答）。",
        ),
        # Two sentences; the second is the provider's.
        ("The keyring is locked. Ask your admin.", "密钥环已锁定。Ask your admin."),
        ("Insufficient Balance", "Insufficient Balance"),
        # No word, so no model.
        ("Nobody there answered", "Nobody there answered"),
        ("deepseek-chat answered", "由 deepseek-chat 应答"),
        ("", ""),
    ],
)
@pytest.mark.usefixtures("chinese")
def test_chinese(text: str, said: str) -> None:
    assert localize(text) == said


@pytest.mark.usefixtures("chinese")
def test_a_page_is_left_alone() -> None:
    page = "Turnout is not running." + " x" * service_words.MAX_CHARS
    assert localize(page) == page


@pytest.mark.usefixtures("chinese")
def test_sentences_are_joined() -> None:
    assert join("The keyring is locked.", "", "Try again.") == "密钥环已锁定。请重试。"
    assert join("令牌已过期。", "Try again.") == "令牌已过期。请重试。"


def test_english_stays() -> None:
    assert localize("Turnout is not running.") == "Turnout is not running."
    assert join("No key.", "Paste it.") == "No key. Paste it."


def test_the_closest_phrase_wins() -> None:
    phrases = Phrases({"{a} is not set.": "1 {a}", "{a} is {b}.": "2 {a} {b}", "{a} and {a}": "3 {a}"})
    assert phrases.translate("X is not set.") == "1 X"
    assert phrases.translate("X is there.") == "2 X there"
    assert phrases.translate("same and same") == "3 same"
    assert phrases.translate("one and other") == "one and other"
