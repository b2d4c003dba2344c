"""A small repository in memory, with the tools to work on it: the task that a model has to do as an agent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from proxy.conversation import Json

LEAST_STEPS = 6
"""The task cannot be done properly in fewer calls: list, read two files, edit both, run the tests."""

_FILES = {
    "README.md": "Shop\n\nshop/price.py sums up a basket, shop/tax.py adds the tax. Tests: tests/test_shop.py\n",
    "shop/price.py": "def total(prices, discount):\n    return sum(prices) + discount\n",
    "shop/tax.py": "RATE = 20\n\n\ndef with_tax(amount):\n    return amount + amount * RATE / 10\n",
    "tests/test_shop.py": (
        "from shop.price import total\nfrom shop.tax import with_tax\n\n\n"
        "def test_total():\n    assert total([10, 20], 5) == 25\n\n\n"
        "def test_with_tax():\n    assert with_tax(100) == 120\n"
    ),
}
TASK = (
    "The tests of this repository fail. Find out why and mend the code, not the tests. Work in these steps, with one"
    " tool call each: list the files, read the test, search for RATE, read shop/price.py and shop/tax.py, edit both"
    " (each has one wrong line), run the tests. When they pass, say in one sentence what was wrong."
)


@dataclass(frozen=True, slots=True)
class RepoTool:
    """A tool as every wire can declare it."""

    name: str
    description: str
    properties: Mapping[str, str]

    def schema(self) -> Json:
        """Return its JSON Schema: all properties are required strings."""
        return {
            "type": "object",
            "properties": {
                name: {"type": "string", "description": words} for name, words in self.properties.items()
            },
            "required": list(self.properties),
            "additionalProperties": False,
        }


TOOLS = (
    RepoTool("list_files", "Lists the files below a folder.", {"folder": "A folder, or . for all"}),
    RepoTool("read_file", "Returns the text of a file.", {"path": "The file"}),
    RepoTool("search", "Returns the lines of all files that hold a text.", {"text": "What to look for"}),
    RepoTool(
        "edit_file",
        "Replaces a text in a file; it has to occur exactly once.",
        {"path": "The file", "old": "The text to replace", "new": "What comes in its place"},
    ),
    RepoTool(
        "run_tests", "Runs the tests and returns their output.", {"path": "The test file, or . for all"}
    ),
)


@dataclass(slots=True)
class Repository:
    """One copy of the repository. `steps` counts the calls that did something."""

    files: dict[str, str] = field(default_factory=lambda: dict(_FILES))
    steps: list[str] = field(default_factory=list)
    passed: bool = False
    """The tests were run after the last edit, and passed."""

    def run(self, name: str, arguments: Mapping[str, Any]) -> str:
        """Carry out a call and return what the tool says, also of a mistake."""
        tools: dict[str, Callable[..., str]] = {
            "list_files": self._list,
            "read_file": self._read,
            "search": self._search,
            "edit_file": self._edit,
            "run_tests": self._test,
        }
        doing = tools.get(name)
        if doing is None:
            return f"Error: there is no tool {name}."
        try:
            said = doing(**{key: str(value) for key, value in arguments.items()})
        except TypeError:
            return f"Error: {name} does not take these arguments: {', '.join(arguments) or 'none'}."
        self.steps.append(name)
        return said

    @property
    def mended(self) -> bool:
        """Both wrong lines are right now."""
        price, tax = self.files["shop/price.py"], self.files["shop/tax.py"]
        return "sum(prices) - discount" in price and "/ 100" in tax

    def _list(self, folder: str = ".") -> str:
        start = folder.strip("./")
        return "\n".join(name for name in self.files if name.startswith(start)) or "No files there."

    def _read(self, path: str) -> str:
        return self.files.get(_clean(path), f"Error: there is no file {path}.")

    def _search(self, text: str) -> str:
        found = [
            f"{name}:{number}: {line}"
            for name, content in self.files.items()
            for number, line in enumerate(content.splitlines(), 1)
            if text in line
        ]
        return "\n".join(found) or "Nothing found."

    def _edit(self, path: str, old: str, new: str) -> str:
        content = self.files.get(_clean(path))
        if content is None:
            return f"Error: there is no file {path}."
        if content.count(old) != 1 or not old:
            return f"Error: the text occurs {content.count(old)} times in {path}."
        self.files[_clean(path)] = content.replace(old, new)
        self.passed = False
        return "Done."

    def _test(self, path: str = ".") -> str:
        del path  # there is but one test file
        price, tax = self.files["shop/price.py"], self.files["shop/tax.py"]
        failed = []
        if "sum(prices) - discount" not in price:
            failed.append("test_total: assert 35 == 25")
        if "/ 100" not in tax:
            failed.append("test_with_tax: assert 300 == 120")
        self.passed = not failed
        return "\n".join([*failed, f"{len(failed)} failed, {2 - len(failed)} passed"])


def _clean(path: str) -> str:
    return path.strip().removeprefix("./").removeprefix("/")
