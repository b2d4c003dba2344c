"""`turnout doctor`: what could stop Turnout from working, each with its cause and fix."""

from argparse import Namespace
from dataclasses import asdict

from app.cli.output import say, say_json, warn
from app.context import Context
from app.doctor import find_problems, mend
from app.errors import EXPECTED, sentence


def examine(arguments: Namespace) -> int:
    """Print the findings, with `--fix` after mending what is safe; exit status 1 where one is severe."""
    context = Context.from_environment()
    findings = find_problems(context)
    mended: list[str] = []
    if arguments.fix:
        for name in dict.fromkeys(finding.id for finding in findings if finding.fixable):
            try:
                mend(context, name)
                mended.append(name)
            except EXPECTED as error:
                warn(f"{name} could not be mended: {sentence(error)}")
        findings = find_problems(context)
    if arguments.json:
        say_json({"findings": [asdict(finding) for finding in findings], "mended": mended})
    else:
        for name in mended:
            say(f"mended: {name}")
        for finding in findings:
            say(f"{finding.severity}: {finding.message}\n  cause: {finding.cause}\n  fix: {finding.fix}")
        if not findings:
            say("Nothing stands in the way.")
        elif not arguments.fix and any(finding.fixable for finding in findings):
            say("`turnout doctor --fix` mends what is safe to mend.")
    return 1 if any(finding.severity == "severe" for finding in findings) else 0
