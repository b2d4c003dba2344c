"""The app's translations are whole and made: `poe translations` puts right what fails here.

Read from the source as lupdate reads it: `self.tr` has its class for context, `translate` names its own.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QTranslator

from tests.tree import ROOT, find_modules

FOLDER = ROOT / "assets" / "i18n"
PLACEHOLDER = re.compile(r"\{\w+\}|%L?n")
COUNTS = (0, 1, 2, 1204)
CJK = re.compile(r"[\u4e00-\u9fff]")
GLUED = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9{%]|[A-Za-z0-9}%][\u4e00-\u9fff]")
"""Between Chinese and Latin words stands a space."""


@dataclass(frozen=True)
class Message:
    """An entry of a .ts file; `forms` are the plurals, or the one translation."""

    context: str
    source: str
    forms: tuple[str, ...]
    plural: bool
    finished: bool


def read(language: str) -> list[Message]:
    tree = ElementTree.parse(FOLDER / f"turnout_{language}.ts")  # noqa: S314  # our own file
    return [
        _message(str(context.findtext("name")), entry)
        for context in tree.iter("context")
        for entry in context.iter("message")
    ]


def _message(context: str, entry: ElementTree.Element) -> Message:
    said = entry.find("translation")
    assert said is not None
    plural = entry.get("numerus") == "yes"
    forms = [form.text or "" for form in said.iter("numerusform")] if plural else [said.text or ""]
    return Message(context, str(entry.findtext("source")), tuple(forms), plural, said.get("type") is None)


def texts_of_the_source() -> Iterator[tuple[str, str, bool]]:
    """Yield context, text, and whether a count comes with it."""
    for module in find_modules("app/ui"):
        yield from _texts(module.syntax, "")


def _texts(node: ast.AST, around: str) -> Iterator[tuple[str, str, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            name = child.func.attr if isinstance(child.func, ast.Attribute) else getattr(child.func, "id", "")
            words = [one.value for one in child.args if isinstance(one, ast.Constant)]
            if name == "tr":
                yield around, str(words[0]), len(child.args) == 3
            elif name == "translate" and len(words) == len(child.args) > 1 and isinstance(words[1], str):
                yield str(words[0]), words[1], False
        yield from _texts(child, child.name if isinstance(child, ast.ClassDef) else around)


SOURCE = {(context, text): counted for context, text, counted in texts_of_the_source()}
CHINESE, ENGLISH = read("zh_CN"), read("en")


# ------------------------------------------------------------------ what is translated
def test_all_texts_are_in_the_file_and_no_others() -> None:
    assert {(one.context, one.source): one.plural for one in CHINESE} == SOURCE


def test_english_has_the_plurals() -> None:
    assert {(one.context, one.source) for one in ENGLISH} == {
        key for key, counted in SOURCE.items() if counted
    }


@pytest.mark.parametrize("messages", [CHINESE, ENGLISH], ids=["zh_CN", "en"])
def test_all_is_translated(messages: list[Message]) -> None:
    assert [one.source for one in messages if not one.finished or not all(one.forms)] == []


@pytest.mark.parametrize("messages", [CHINESE, ENGLISH], ids=["zh_CN", "en"])
def test_values_stay(messages: list[Message]) -> None:
    for one in messages:
        for form in one.forms:
            assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(one.source)), one


def test_plurals_are_counted() -> None:
    """A text with a figure and a plural in brackets needs its count given to `tr`."""
    for (_, text), counted in SOURCE.items():
        assert counted == ("%n" in text or "%Ln" in text), text
        assert counted or "(s)" not in text, text
    assert {len(one.forms) for one in ENGLISH} == {2}
    assert {len(one.forms) for one in CHINESE} == {1}


def test_chinese_is_set_well() -> None:
    for one in CHINESE:
        for form in one.forms:
            if CJK.search(form):
                assert not re.search(r"[\u4e00-\u9fff][,.!?;:()]|[,!?;()][\u4e00-\u9fff]", form), form
                plain = re.sub(r"\{page\}|\{window\}", "", form)
                assert not GLUED.search(plain.replace("M月d日", "")), form


# ------------------------------------------------------------------ what the app loads
@pytest.mark.parametrize(("language", "messages"), [("zh_CN", CHINESE), ("en", ENGLISH)])
def test_the_loaded_file_is_made_of_it(language: str, messages: list[Message]) -> None:
    translator = QTranslator()
    assert translator.load(f"turnout_{language}", str(FOLDER))
    for one in messages:
        if not one.plural:
            assert translator.translate(one.context, one.source) == one.forms[0]
            continue
        for count in COUNTS:
            form = one.forms[0] if count == 1 or len(one.forms) == 1 else one.forms[1]
            assert translator.translate(one.context, one.source, "", count) == form
