"""Every text that users see can be translated: constant strings in tr, and no literal beside it."""

import ast
from collections.abc import Iterator
from functools import cache

from tests.tree import Module, find_modules

TRANSLATORS = {"tr", "translate"}
SHOWN_BY = {
    "addAction", "addItem", "addMenu", "addTab", "set_label", "set_name", "set_placeholder", "setAccessibleDescription",
    "setAccessibleName", "setPlaceholderText", "setStatusTip", "setText", "setTitle", "setToolTip", "setWhatsThis",
    "setWindowTitle", "showMessage",
}  # fmt: skip
CONSTRUCTORS = {"QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QAction", "QToolButton", "QGroupBox"}


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.Call):
            target = node.func
            name = (
                target.attr
                if isinstance(target, ast.Attribute)
                else target.id
                if isinstance(target, ast.Name)
                else ""
            )
            yield name, node


@cache
def all_calls() -> list[tuple[Module, str, ast.Call]]:
    return [(module, name, call) for module in find_modules("app/ui") for name, call in calls(module)]


def shown_literal(value: ast.expr) -> bool:
    """Whether an expression holds a text of letters that is not translated."""
    if isinstance(value, ast.Constant):
        text = value.value
        # An address is the same in every language.
        return isinstance(text, str) and any(map(str.isalpha, text)) and "://" not in text
    if isinstance(value, ast.JoinedStr):
        return any(shown_literal(part) for part in value.values)
    if isinstance(value, ast.IfExp):
        return shown_literal(value.body) or shown_literal(value.orelse)
    if isinstance(value, ast.BinOp):
        return shown_literal(value.left) or shown_literal(value.right)
    return False


def test_what_is_translated_is_constant() -> None:
    """lupdate reads the source: it takes an f-string for its literal and does not see what is computed."""
    for module, name, call in all_calls():
        if name in TRANSLATORS and not _moves_something(call):
            with_context = name == "translate" or isinstance(
                call.func, ast.Name
            )  # tr = QCoreApplication.translate
            for text in call.args[: 2 if with_context else 1]:
                assert isinstance(text, ast.Constant) and isinstance(text.value, str), (
                    f"{module.path}:{call.lineno}"
                )


def test_no_text_is_shown_untranslated() -> None:
    for module, name, call in all_calls():
        if name in SHOWN_BY | CONSTRUCTORS:
            for value in call.args[:1]:
                assert not shown_literal(value), f"{module.path}:{call.lineno} {ast.unparse(value)}"


def _moves_something(call: ast.Call) -> bool:
    """Whether this is another `translate`, of a painter or a rectangle."""
    target = call.func
    return (
        isinstance(target, ast.Attribute)
        and target.attr == "translate"
        and not (isinstance(target.value, ast.Name) and target.value.id.endswith("Application"))
    )
