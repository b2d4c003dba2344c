"""What several commands take as values: the clients' names, ports, counts."""

import argparse

CLIENTS = ("codex", "claude-code", "other", "all")


def port(text: str) -> int:
    """Read a TCP port; 0 stands for any free one."""
    if not (text.isdecimal() and len(text) <= 5 and int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def count(text: str) -> int:
    """Read a number from 0 on, of at most 18 digits: it fits 64 bits."""
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError("a number from 0 on is needed")
    return int(text)
