"""A process that records without end and says each entry once it was acknowledged; killed by the test."""

import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from simurg.access.audit.log import AuditLog


def main(folder: Path, name: str, threads: int, most: int) -> None:
    log = AuditLog(folder / "audit", folder / "keys", lambda: datetime.now(UTC), segment=50)
    door = threading.Lock()

    def tell(who: str) -> None:
        for n in range(most):
            log.record(who, "read", [str(n)])
            with door:
                sys.stdout.write(f"{who} {n}\n")
                sys.stdout.flush()

    each = [threading.Thread(target=tell, args=(f"{name}.{n}",)) for n in range(threads)]
    for thread in each:
        thread.start()
    for thread in each:
        thread.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
