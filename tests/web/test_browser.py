"""The desk in the browser: who comes in, what a browser may ask for, and that no desk outlives its window."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from aiohttp import FormData, WSServerHandshakeError

from sdrdesk.desk.people import passwords
from sdrdesk.errors import BadInput
from sdrdesk.web.browser.address import address_of
from sdrdesk.web.browser.bounds import (
    Bounds,
    Focused,
    NotUnderstood,
    Pinged,
    Resized,
    Said,
    Size,
    Typed,
    size_asked,
    understand,
)
from sdrdesk.web.browser.pages import OURS
from sdrdesk.web.browser.serve import Way
from sdrdesk.web.browser.windows import Close
from tests.web.browsing import DESK, NAME, OTHER, PASSWORD, THIRD, alive, found_mark, serving
from tests.worlds import MakeWorld, World, world

__all__ = ["world"]

QUICK = Bounds(look_seconds=0.02, session_seconds=0.04)
"""Looks often, so that a test need not wait."""


@pytest.fixture
def guarded(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> World:
    """A team in which Maya and Jon have a password; hashes cost little."""
    monkeypatch.setattr(passwords, "TIME_COST", 1)
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "LANES", 1)
    made = world()
    for desk in (made.maya, made.jon):
        desk.identity.set_password(PASSWORD)
    return made


async def until(claim: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for a claim to hold."""
    async with asyncio.timeout(seconds):
        while not claim():
            await asyncio.sleep(0.01)


# ------------------------------------------------------------------------------------ rules


@pytest.mark.parametrize(
    ("way", "is_safe"),
    [
        (Way(), True),
        (Way(host="::1"), True),
        (Way(public_url="https://desk.example.com"), True),
        (Way(public_url="https://desk.example.com:8443"), True),
        (Way(host="0.0.0.0"), False),  # noqa: S104
        (Way(host="192.0.2.7", public_url="https://desk.example.com"), False),
        (Way(host="desk.example.com", public_url="https://desk.example.com"), False),
        (Way(host="192.0.2.7", behind_proxy=True), False),
        (Way(host="192.0.2.7", public_url="https://desk.example.com", behind_proxy=True), True),
        (Way(public_url="http://desk.example.com"), False),
        (Way(public_url="https://desk.example.com/here"), False),
        (Way(public_url="https://me@desk.example.com"), False),
        (Way(public_url="https://desk.example.com:x"), False),
        (Way(host="192.0.2.7", public_url="https://desk.example.com", certificate=OURS), False),
        (Way(host="192.0.2.7", public_url="https://desk.example.com", certificate=OURS, key=OURS), True),
    ],
)
def test_nobody_beyond_this_machine_comes_without_https(way: Way, is_safe: bool) -> None:
    """Loopback is the default; any other address needs a certificate, or a proxy that says it has one, and a name."""
    if is_safe:
        way.check()
    else:
        with pytest.raises(BadInput):
            way.check()


def test_an_address_is_exact() -> None:
    """A name of ours is the one that browsers write; another port, scheme or ending is somebody else's."""
    here, there = address_of(8738, ""), address_of(8738, "https://Desk.example.com:443")

    assert here.hosts == {"localhost:8738", "127.0.0.1:8738", "[::1]:8738"}
    assert "http://localhost:8739" not in here.origins
    assert "https://localhost:8738" not in here.origins
    assert there.origins == {"https://desk.example.com"}
    assert there.hosts == {"desk.example.com", "desk.example.com:443"}
    assert there.is_secure
    assert not here.is_secure


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('["stdin", "j"]', Typed("j")),
        ('["resize", {"width": 120, "height": 40}]', Resized(Size(120, 40))),
        ('["resize", {"width": 99999, "height": 1}]', Resized(Size(400, 6))),
        ('["ping", "17"]', Pinged("17")),
        ('["focus"]', Focused(True)),
        ('["blur"]', Focused(False)),
        ('["stdin", 7]', None),
        ('["stdin"]', None),
        ('["resize", {"width": "120", "height": 40}]', None),
        ('["resize", {"width": 1e9, "height": 40}]', None),
        ('["resize", [120, 40]]', None),
        ('["ping", "' + "9" * 33 + '"]', None),
        ('["deliver_file", "/etc/passwd"]', None),
        ('{"a": 1}', None),
        ("", None),
        ("[" * 60_000, None),
    ],
)
def test_messages_are_few_and_bounded(text: str, said: Said | None) -> None:
    """A giant size becomes the largest there is; what no page of ours says is not understood."""
    if said is None:
        with pytest.raises(NotUnderstood):
            understand(text)
    else:
        assert understand(text) == said


def test_a_size_in_the_address_is_bounded() -> None:
    """Twenty thousand cells a side would be 2.6 GB."""
    assert size_asked("20000", "20000") == Size(400, 160)
    assert size_asked("0", "0") == Size(20, 6)
    assert size_asked("9" * 5000, "x") == Size(80, 24)


# ------------------------------------------------------------------------------------ the login


async def test_the_login(guarded: World) -> None:
    """Only a right password, in our own form, from our own page, under our own name, begins a session."""
    async with serving(guarded) as browser:
        assert (await browser.get("/")).headers["Location"] == "/sign-in"
        page = await browser.get("/sign-in")
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "DENY"
        form = {"form": await browser.form(), "login": "maya", "password": PASSWORD}

        for origin in ("http://evil.example", "null", "", browser.origin.replace("http:", "https:")):
            assert (await browser.post("/sign-in", form, Origin=origin)).status == 403
        assert (await browser.post("/sign-in", form, **{"Sec-Fetch-Site": "cross-site"})).status == 403
        assert (await browser.post("/sign-in", form, Host="evil.example")).status == 421
        assert (await browser.get("/sign-in", Host="evil.example")).status == 421
        assert (await browser.post("/sign-in", form | {"form": "0" * 64})).headers["Location"] == "/sign-in"
        assert (await browser.post("/sign-in", form | {"password": "x" * 9000})).status == 413
        parts = FormData(form, default_to_multipart=True)
        assert (await browser.post("/sign-in", parts)).status == 415
        assert (await browser.get("/")).status == 303

        wrong, unknown = await browser.sign_in(password="wrong"), await browser.sign_in(login='"><b>', password="wrong")
        assert (wrong.status, unknown.status) == (401, 401)
        assert "Login and password do not fit." in await wrong.text()
        assert "&quot;&gt;&lt;b&gt;" in await unknown.text()

        done = await browser.sign_in()
        assert (done.status, done.headers["Location"]) == (303, "/")
        cookie = done.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "Secure" not in cookie
        assert (await browser.get("/")).status == 200
        assert (await browser.get("/?delay=1")).headers["Location"] == "/"

        out = await browser.post("/sign-out", {"form": await browser.form()})
        assert out.headers["Location"] == "/sign-in"
        assert (await browser.get("/")).status == 303
    assert [row[0] for row in guarded.sql("SELECT what FROM audit WHERE what LIKE 'sign%' ORDER BY at, id")] == [
        "sign-in failed", "sign-in failed", "signed in", "signed out",
    ]  # fmt: skip


async def test_guessing_has_to_wait(guarded: World) -> None:
    """After some wrong passwords the right one has to wait too, and the page says how long."""
    async with serving(guarded) as browser:
        for _ in range(3):
            assert (await browser.sign_in(password="wrong")).status == 401

        told = await browser.sign_in()

        assert told.status == 429
        assert "Try again in" in await told.text()


async def test_a_cookie_of_https_goes_by_https_only(guarded: World) -> None:
    """Where browsers come by https, the cookie says so, and browsers are told to stay there."""
    there = {"Host": "desk.example.com"}
    async with serving(guarded, public_url="https://desk.example.com") as browser:
        page = await browser.get("/sign-in", **there)
        # This client speaks http, so it must be told to send what it was given.
        there["Cookie"] = f"sdrdesk-form={page.cookies['sdrdesk-form'].value}"
        form = {"form": found_mark(await page.text()), "login": "maya", "password": PASSWORD}
        done = await browser.post("/sign-in", form, **there)

        assert (await browser.get("/sign-in")).status == 421
    cookie = done.cookies["__Host-sdrdesk"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Strict")
    assert (cookie["path"], cookie["domain"], cookie["max-age"], cookie["expires"]) == ("/", "", "", "")
    assert "Strict-Transport-Security" in done.headers


async def test_only_named_files_are_served(guarded: World) -> None:
    """No path leads anywhere else, and nothing of ours names another machine."""
    async with serving(guarded) as browser:
        for name in ("desk.css", "desk.js", "icon.svg", "terminal.css", "terminal.js", "terminal.ttf"):
            assert (await browser.get(f"/files/{name}")).status == 200, name
        for path in ("/files/", "/files/../app.py", "/files/..%2fapp.py", "/files/%2e%2e%2f%2e%2e%2fapp.py",
                     "/files//etc/passwd", "/files/%2fetc%2fpasswd", "/download/x", "/desk/../files/x"):  # fmt: skip
            assert (await browser.get(path)).status == 404, path
    for file in (*OURS.glob("*.html"), *OURS.glob("*.css")):
        assert not re.search(r"//\w", file.read_text()), file


# ------------------------------------------------------------------------------------ windows


async def test_a_window_shows_its_rep_a_desk_and_nobody_else_one(
    guarded: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rep is who signed in; keys and sizes go in, bounded; out come paint and calls, and nothing that acts here."""
    monkeypatch.setenv("SDRDESK_SMTP_PASSWORD", "a secret of the server")
    async with serving(guarded) as browser:
        await browser.sign_in()
        socket = await browser.open(query="width=20000&height=20000&login=nora&theme=light")

        told = await socket.heard("told")
        assert told["size"] == {"width": 400, "height": 160}
        assert told["told"] | {"pid": 0} == {"pid": 0, "login": "maya", "theme": "light", "argv": [], "secrets": []}
        await socket.send("resize", {"width": 99999, "height": 99999})
        await socket.send("resize", {"width": 90, "height": 25})
        assert (await socket.heard("size"))["size"] == {"width": 90, "height": 25}
        await socket.send("stdin", "\ud800jé")
        assert (await socket.heard("typed"))["typed"] == "jé"
        for url in (
            "javascript:alert(1)",
            "https://evil.example",
            "file:///etc/passwd",
            "tel:+1;x",
            "tel:+12125550100",
        ):
            await socket.send("stdin", f"open {url}")
        assert await socket.heard("open_url") == ["open_url", {"url": "tel:+12125550100", "new_tab": False}]
        await socket.send("ping", "1")
        assert await socket.heard("pong") == ["pong", "1"]

        await socket.send("stdin", "q")
        assert await socket.closed() == Close.LEFT
        await until(lambda: not alive(told["told"]["pid"]))


async def test_a_browser_that_comes_back_finds_its_desk(guarded: World) -> None:
    """A reload shows the same process, painted anew; a second tab takes it over; another name is another desk."""
    async with serving(guarded) as browser:
        await browser.sign_in()
        first = await browser.open()
        pid = (await first.heard("told"))["told"]["pid"]
        await first.close()

        second = await browser.open(query="width=70&height=20")
        assert (await second.heard("size"))["size"] == {"width": 70, "height": 19}
        assert (await second.heard("size"))["size"] == {"width": 70, "height": 20}
        assert b"\x1b[?1049h" in second.painted
        third = await browser.open()
        assert await second.closed() == Close.ELSEWHERE
        other = await browser.open(OTHER)
        assert (await other.heard("told"))["told"]["pid"] != pid
        assert alive(pid)
        await third.close()


async def test_sockets_are_for_our_own_page(guarded: World) -> None:
    """No socket without a session, from another page, or under another name; no message that is none of ours."""
    async with serving(guarded) as browser:
        refusals: list[dict[str, str]] = [
            {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Host": "evil.example"},
            {"Origin": browser.origin.replace("127.0.0.1", "127.0.0.1.evil.example")},
        ]  # fmt: skip
        with pytest.raises(WSServerHandshakeError, match="403"):
            await browser.open()
        await browser.sign_in()
        for headers in refusals:
            with pytest.raises(WSServerHandshakeError, match=r"403|421"):
                await browser.open(**headers)
        for name in ("x", "A" * 32, "..%2f" + "a" * 32):
            with pytest.raises(WSServerHandshakeError, match="404"):
                await browser.open(name)
        assert len(browser.desk.windows) == 0

        for text, why in (('["import", "/etc/passwd"]', Close.NOT_UNDERSTOOD), ("x" * 70_000, 1009)):
            socket = await browser.open()
            await socket.heard("size")
            await socket.raw(text)
            assert await socket.closed() == why


async def test_windows_are_capped(guarded: World) -> None:
    """One rep opens so many, all together so many; a desk that its rep left alone makes room."""
    async with serving(guarded, Bounds(windows=3, per_rep=2)) as browser:
        await browser.sign_in()
        first, second = await browser.open(NAME), await browser.open(OTHER)
        await first.heard("told"), await second.heard("told")
        assert await (await browser.open(THIRD)).closed() == Close.FULL

        await first.close()
        await until(lambda: browser.desk.windows.alone == 1)
        third = await browser.open(THIRD)
        await third.heard("told")
        assert len(browser.desk.windows) == 2

        browser.client.cookie_jar.clear()
        await browser.sign_in("jon")
        his = await browser.open(NAME)
        await his.heard('"login": "jon"')
        assert await (await browser.open(OTHER)).closed() == Close.FULL
        assert len(browser.desk.windows) == 3


async def test_a_desk_ends_with_its_reason(guarded: World) -> None:
    """Idle, alone, signed out, password changed or the server stopped: the process is gone, and the page knows why."""
    async with serving(guarded, replace(QUICK, grace_seconds=0.1, idle_seconds=0.6)) as browser:
        await browser.sign_in()
        idle = await browser.open()
        pid = (await idle.heard("told"))["told"]["pid"]
        assert await idle.closed() == Close.IDLE
        assert not alive(pid)
        await until(lambda: guarded.sql("SELECT what FROM audit WHERE what = 'signed out'") != [])
        assert (await browser.get("/")).status == 303

    async with serving(guarded, replace(QUICK, grace_seconds=0.1)) as browser:
        await browser.sign_in()
        gone = await browser.open(OTHER)
        pid = (await gone.heard("told"))["told"]["pid"]
        await gone.close()
        await until(lambda: not alive(pid))

        revoked = await browser.open()
        await revoked.heard("told")
        guarded.maya.identity.set_password("eight loud geese", current=PASSWORD)
        assert await revoked.closed() == Close.SIGNED_OUT

        await browser.sign_in(password="eight loud geese")
        leaving = await browser.open()
        await leaving.heard("told")
        reason = asyncio.create_task(leaving.closed())
        await browser.post("/sign-out", {"form": await browser.form()})
        assert await reason == Close.SIGNED_OUT

        await browser.sign_in(password="eight loud geese")
        stopped = await browser.open()
        pid = (await stopped.heard("told"))["told"]["pid"]
    assert not alive(pid)


# ------------------------------------------------------------------------------------ the real desk


async def test_a_call_is_logged_from_the_browser(guarded: World) -> None:
    """The same desk: a call dialled and logged by keys through the socket is the signed-in rep's, told from the web.

    The number is opened where the rep sits, half a key sequence survives a reload, and files stay where they are.
    """
    lead = guarded.lead(name="Ada Field", phone="+12125550199")
    async with serving(guarded, argv=DESK) as browser:
        await browser.sign_in()
        socket = await browser.open(query="width=120&height=36")
        await socket.heard("five habits", 30)
        # A new rep begins on the road; escape leads to the queue.
        await socket.presses("\x1b", "Why now")
        await socket.presses("f", "Not from the browser")
        await socket.send("stdin", "\r")
        assert await socket.heard("open_url") == ["open_url", {"url": "tel:+12125550199", "new_tab": False}]
        await socket.close()

        socket = await browser.open(query="width=120&height=36")
        await socket.heard("No answer")
        await socket.send("stdin", "n")
        await socket.heard("Logged no answer")
    ((rep, what),) = guarded.sql("SELECT rep_id, outcome FROM activity WHERE lead_id = ?", lead)
    assert (rep, what) == (guarded.maya.rep.id, "no_answer")
