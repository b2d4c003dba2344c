"""Where the data files of the desktop app are."""

from pathlib import Path

ASSETS = Path(__file__).parents[2] / "assets"
"""The folder beside the packages: the same in the source tree, in a wheel and in a frozen build."""
