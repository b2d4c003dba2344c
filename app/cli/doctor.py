"""`turnout doctor`: what could stop Turnout from working, each with its cause and fix."""

from argparse import Namespace
from dataclasses import asdict

from app.cli.output import say, say_json
from app.context import Context
from app.doctor import find_problems


def examine(arguments: Namespace) -> int:
    """Print the findings; exit status 1 where one is severe."""
    findings = find_problems(Context.from_environment())
    if arguments.json:
        say_json({"findings": [asdict(finding) for finding in findings]})
    elif not findings:
        say("Nothing stands in the way.")
    else:
        for finding in findings:
            say(f"{finding.severity}: {finding.message}\n  cause: {finding.cause}\n  fix: {finding.fix}")
    return 1 if any(finding.severity == "severe" for finding in findings) else 0
