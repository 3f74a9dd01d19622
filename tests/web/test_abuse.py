"""Attacks on a running receiver: none of them takes more than its share (STORE.md section 6)."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Sequence

from sdrdesk.domain.webhook import Post, Receipt
from sdrdesk.web.limits import Limits
from tests.web.conftest import TOKEN, Start
from tests.web.running import Running, as_json

IMPATIENT = Limits(read_seconds=0.4, keepalive_seconds=0.5, per_address=300, stop_seconds=1)
HEAD = f"POST /hooks/site HTTP/1.1\r\nHost: x\r\nX-Webhook-Token: {TOKEN}\r\nContent-Type: application/json\r\n"


def closed(connections: Sequence[socket.socket], seconds: float) -> int:
    """How many of the connections the receiver closes within this time."""
    until, count = time.monotonic() + seconds, 0
    for one in connections:
        one.settimeout(max(until - time.monotonic(), 0.05))
        try:
            while one.recv(4096):
                pass
            count += 1
        except ConnectionError:
            count += 1
        except TimeoutError:
            pass
        one.close()
    return count


def is_well(receiver: Running) -> bool:
    """Whether honest senders are still served."""
    body = json.dumps({"email": f"p{time.monotonic_ns()}@example.com"}).encode()
    return receiver.ask("/hooks/site", body, as_json(TOKEN)).status == 200


def test_connections_that_never_finish_their_headers_are_closed(start: Start) -> None:
    """200 connections that send half a header are gone after the keepalive time, and others are served meanwhile."""
    receiver = start(IMPATIENT)
    slow = [receiver.connect() for _ in range(200)]
    for one in slow:
        one.sendall(HEAD.encode())

    assert is_well(receiver)
    assert closed(slow, 3) == 200


def test_a_header_that_trickles_does_not_buy_time(start: Start) -> None:
    """A byte now and then does not keep a connection open beyond the keepalive time."""
    receiver = start(IMPATIENT)
    slow = receiver.connect()
    slow.sendall(HEAD.encode())
    started = time.monotonic()
    try:
        while time.monotonic() - started < 3:
            slow.sendall(b"x")
            time.sleep(0.05)
    except OSError:
        pass
    took = time.monotonic() - started
    slow.close()

    assert took < 2


def test_bodies_that_never_arrive_are_given_up(start: Start) -> None:
    """150 posts whose body stops half way are answered 408 and closed."""
    receiver = start(IMPATIENT)
    slow = [receiver.connect() for _ in range(150)]
    for one in slow:
        one.sendall(f"{HEAD}Content-Length: 1000\r\n\r\n{{".encode())
    assert is_well(receiver)
    slow[0].settimeout(3)
    said = slow[0].recv(4096)

    assert said.startswith(b"HTTP/1.1 408")
    assert b"body_slow" in said
    assert closed(slow, 3) == 150


def test_a_chunked_body_ends_at_the_bound(start: Start) -> None:
    """A body that hides its length is refused once it is too large, and never held whole."""
    receiver = start(IMPATIENT)
    connection = receiver.connect()
    connection.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    sent = 0
    said = b""
    try:
        for _ in range(200):
            connection.sendall(chunk)
            sent += 1
            time.sleep(0.001)
    except OSError:
        pass
    with contextlib.suppress(OSError):
        said = connection.recv(4096)
    connection.close()

    assert sent < 200 or b" 413 " in said
    assert is_well(receiver)


def test_huge_and_many_headers_are_refused_in_json(start: Start) -> None:
    """A header of 200 kB, and a thousand small ones, are answered 400 with a code."""
    receiver = start(IMPATIENT)

    for head in (f"X: {'a' * 200_000}\r\n", "".join(f"X-{at}: a\r\n" for at in range(1000))):
        with receiver.connect() as connection:
            said = b""
            with contextlib.suppress(OSError):
                connection.sendall(f"{HEAD}{head}\r\n".encode())
            with contextlib.suppress(ConnectionError):
                said = connection.recv(65536)

            assert said == b"" or (said.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400")) and b"request_malformed" in said)
    assert is_well(receiver)


def test_what_is_no_http_is_refused(start: Start) -> None:
    """A TLS hello on the plain port, or noise, gets a 400 and is closed."""
    receiver = start(IMPATIENT)
    with receiver.connect() as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")

        said = connection.recv(4096)

    assert b" 400 " in said.split(b"\r\n")[0]
    assert is_well(receiver)


def test_one_address_may_have_only_so_many_connections(start: Start) -> None:
    """Beyond its share an address is told 503 at once; when one closes, the next is let in."""
    receiver = start(Limits(per_address=10, keepalive_seconds=5, stop_seconds=1))
    held = [receiver.connect() for _ in range(10)]
    time.sleep(0.1)

    with receiver.connect() as extra:
        said = extra.recv(4096)
    held.pop().close()
    time.sleep(0.1)
    is_served = is_well(receiver)
    for one in held:
        one.close()

    assert said.startswith(b"HTTP/1.1 503")
    assert b"Retry-After: 5" in said
    assert b"connections_exceeded" in said
    assert is_served


def test_a_full_queue_says_come_back(start: Start) -> None:
    """While the disk is slow, only so many posts wait; the others get 503 with Retry-After, and none is lost."""
    receiver = start(Limits(queue=4, batch=2, per_address=300))
    inbox, gate = receiver.desk.inbox, threading.Event()
    keep = inbox.receive

    def slowly(posts: Sequence[Post]) -> list[Receipt]:
        gate.wait(5)
        return keep(posts)

    inbox.receive = slowly  # type: ignore[method-assign]
    answers: list[tuple[int, str]] = []

    def post(number: int) -> None:
        body = json.dumps({"email": f"p{number}@example.com"}).encode()
        answer = receiver.ask("/hooks/site", body, as_json(TOKEN))
        answers.append((answer.status, answer.headers.get("retry-after", "")))

    threads = [threading.Thread(target=post, args=(number,)) for number in range(20)]
    for one in threads:
        one.start()
    time.sleep(0.3)
    gate.set()
    for one in threads:
        one.join()

    kept = sum(status == 200 for status, _ in answers)
    assert set(answers) == {(200, ""), (503, "1")}
    assert kept == sum(receiver.desk.inbox.counts().values())
    assert 4 <= kept <= 8
