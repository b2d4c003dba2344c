"""How late a service answers the least of requests, seen from a process that does nothing else.

`python -m tests.lifecycle.lag_probe PORT` asks for /health at a distance, until its standard input ends; then it
prints the milliseconds that each answer took, as JSON. That is the lag of the service's event loop and the way there.
"""

import http.client
import json
import select
import sys
import time

DISTANCE_S = 0.05


def main() -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)
    took = []
    while not select.select([sys.stdin], [], [], DISTANCE_S)[0]:
        began = time.perf_counter()
        connection.request("GET", "/health")
        connection.getresponse().read()
        took.append(round((time.perf_counter() - began) * 1000, 2))
    sys.stdout.write(json.dumps(took))


if __name__ == "__main__":
    main()
