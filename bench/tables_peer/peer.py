"""The other validator: frictionless, in an environment of its own. Checks a Data Package and prints what it found.

python peer.py datapackage.json
"""

from collections import Counter
import json
import sys
import time

from frictionless import Package, __version__, system

if __name__ == "__main__":
    system.trusted = True  # so that it follows the paths
    started = time.perf_counter()
    report = Package.from_descriptor(sys.argv[1]).validate(limit_errors=10_000_000)
    seconds = time.perf_counter() - started
    found = Counter(error.type for task in report.tasks for error in task.errors)
    rows = sum(task.stats["rows"] for task in report.tasks)
    print(json.dumps({"version": __version__, "seconds": seconds, "rows": rows, "found": found}))
