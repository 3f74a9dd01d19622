"""The lock that serves in the order of asking."""

from __future__ import annotations

import threading

from sdrdesk.store.fair_lock import FairLock


def test_first_come_first_served() -> None:
    """Whoever held it and asks again stands behind those who wait; one who gave up is left out."""
    lock, served = FairLock(), list[str]()
    assert lock.acquire(1)
    assert not lock.acquire(0)

    def wait(name: str) -> None:
        if lock.acquire(10):
            served.append(name)
            lock.release()

    threads = []
    for name in ("one", "two", "three"):
        threads.append(threading.Thread(target=wait, args=(name,)))
        threads[-1].start()
        while len(lock._waiting) < len(threads):
            threading.Event().wait(0.001)
    lock.release()
    wait("again")
    for one in threads:
        one.join()

    assert served == ["one", "two", "three", "again"]
    assert lock.acquire(0)
