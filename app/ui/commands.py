"""What can be typed into the command palette, and which commands a few typed words mean."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """`words` are found besides the title: an id, a model, English names in a Chinese window."""

    title: str
    run: Callable[[], object]
    icon: str
    hint: str = ""
    words: str = ""
    enabled: bool = True


def find(commands: Iterable[Command], typed: str) -> list[Command]:
    """Return the commands in which every typed word occurs; those whose words begin with them come first."""
    wanted = typed.casefold().split()
    found = []
    for place, command in enumerate(commands):
        text = f"{command.title} {command.words}".casefold()
        if all(word in text for word in wanted):
            inside = sum(f" {word}" not in f" {text}" for word in wanted)
            found.append((inside, place, command))
    return [command for _, _, command in sorted(found, key=lambda one: one[:2])]
