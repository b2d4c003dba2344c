"""What may be said on the command line. What app/cli/NAME.py carries out, `declare` of NAME.py in here declares."""
