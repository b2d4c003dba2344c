"""Requests in forms for other programs and people: curl, HAR, JSON lines, an error report. Pure functions.

All of them take what `turnout log show --json` gives, in which secrets are masked already.
"""

from app.export.curl import as_curl
from app.export.files import export_to
from app.export.har import as_har
from app.export.report import as_report

__all__ = ["as_curl", "as_har", "as_report", "export_to"]
