"""The documents: their commands are in the command line's own parser, their links lead somewhere, the READMEs agree."""

import argparse
import re
import shlex
import tomllib
from collections.abc import Callable, Iterable
from itertools import chain

import pytest

from tests.tree import PACKAGES, ROOT

READMES = ("README.md", "README.zh-CN.md")
GUIDES = sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("docs/*.md"))
DOCUMENTS = sorted(str(file.relative_to(ROOT)) for file in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")))
# Where a user reads: documents, and the texts in the code and its data.
USER_FACING = [
    "*.md",
    "bootstrap.py",
    "assets/**/*.json",
    "profiles/**/*.toml",
    *(f"{p}/**/*.py" for p in PACKAGES),
]
BOOTSTRAP = {"python3 bootstrap.py run", "python3 bootstrap.py test"}


def read_blocks(name: str) -> list[str]:
    """The lines to type: those of the shell blocks."""
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```", (ROOT / name).read_text(encoding="utf-8"))
    return "\n".join(blocks).splitlines()


def read_commands(name: str) -> set[str]:
    """Every command of ours in the file, from shell blocks and from code spans in the text."""
    prose = re.sub(r"(?ms)^```.*?^```", "", (ROOT / name).read_text(encoding="utf-8"))
    lines = [*read_blocks(name), *re.findall(r"`([^`\n]+)`", prose)]
    return {line for line in lines if re.match(r"(turnout|python3 bootstrap\.py)( |$)", line)}


def read_all(read: Callable[[str], Iterable[str]]) -> Iterable[str]:
    """What `read` finds in the English README and the guides; the Chinese README has the same commands."""
    return chain.from_iterable(read(name) for name in (READMES[0], *GUIDES))


def is_turnout(command: str) -> bool:
    return command.startswith("turnout ")


def find_parser(
    parser: argparse.ArgumentParser, words: list[str]
) -> tuple[argparse.ArgumentParser, list[str]]:
    """Follow the words down the subcommands; the parser reached and the words left over."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            if words and words[0] in action.choices:
                return find_parser(action.choices[words[0]], words[1:])
            assert not action.required, f"{words[:1]} is none of {', '.join(action.choices)}"
            assert not words or words[0].startswith("--"), f"no command {words[0]}"
    return parser, words


@pytest.mark.parametrize("name", READMES)
def test_both_commands_are_there(name: str) -> None:
    assert read_commands(name) >= BOOTSTRAP


def test_both_languages_name_the_same_commands() -> None:
    english, chinese = map(read_commands, READMES)
    assert english == chinese


@pytest.mark.parametrize("command", sorted({*filter(is_turnout, read_all(read_commands))}))
def test_command_is_in_the_parser(command: str) -> None:
    from app.cli import build_parser

    parser, rest = find_parser(build_parser(), shlex.split(command, comments=True)[1:])
    options = [word for word in rest if word.startswith("--")]
    assert not [option for option in options if option not in parser._option_string_actions]


@pytest.mark.parametrize("command", sorted({*filter(is_turnout, read_all(read_blocks))}))
def test_command_can_be_typed_as_it_stands(command: str) -> None:
    from app.cli import build_parser

    assert build_parser().parse_args(shlex.split(command, comments=True)[1:])


@pytest.mark.parametrize("pattern", USER_FACING)
def test_the_products_own_words(pattern: str) -> None:
    files = [file for file in ROOT.glob(pattern) if "llm gateway" in file.read_text(encoding="utf-8").lower()]
    assert not files


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_within_the_repository_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text(encoding="utf-8")):
        assert ((ROOT / name).parent / target).exists(), f"{name} links to {target}"


@pytest.mark.parametrize("name", GUIDES)
def test_toml_can_be_pasted(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for block in re.findall(r"(?ms)^ *```toml\n(.*?)^ *```", text):
        assert tomllib.loads(block)
