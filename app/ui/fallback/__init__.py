"""The settings' section of what happens when a provider fails: who steps in, which keep failing, and by which rules."""
