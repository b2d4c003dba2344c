"""How much the slow tests of this folder try: a sample in every run, all of it with TURNOUT_SWEEP=full."""

import os

# Read at import: the fixture that cleans each test's environment comes later.
FULL = os.environ.get("TURNOUT_SWEEP") == "full"
