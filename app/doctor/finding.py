"""What the doctor says about one thing."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["severe", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`id` is a stable word. severe: it does not work; warning: it may not. `fixable`: the doctor can mend it."""

    id: str
    severity: Severity
    message: str
    cause: str
    fix: str
    fixable: bool = False
