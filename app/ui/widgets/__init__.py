"""The parts that every page is built from, one class a file."""
