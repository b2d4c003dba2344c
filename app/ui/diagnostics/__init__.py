"""The file for a bug report: shown before it is saved."""
