"""The desk in a real Chromium: sign in, log a call, resize, lose nothing to a reload, ask nobody else for anything."""

from __future__ import annotations

import pytest

from tests.web.browsing import DESK, OTHER, PASSWORD, serving
from tests.web.chromium import Chromium, installed
from tests.web.test_browser import guarded
from tests.worlds import World, world

__all__ = ["guarded", "world"]

needs_chromium = pytest.mark.skipif(
    installed() is None,
    reason="NO CHROMIUM HERE: what a browser does with the desk is not tested. apt-get install chromium. "
    "The server itself is, in test_browser.py",
)
"""CI never skips it: .ci/run installs the browser."""


@needs_chromium
async def test_a_rep_works_in_chromium(guarded: World) -> None:
    """Sign in, dial, write a note, log, reload; sizes follow the window, and every request is for this server."""
    lead = guarded.lead(name="Ada Field", phone="+12125550199")
    async with serving(guarded, argv=DESK) as browser, Chromium((1280, 800)) as chromium:
        await chromium.go(f"{browser.url}/")
        await chromium.holds("document.activeElement?.id === 'login'")
        await chromium.type("maya")
        await chromium.run("document.getElementById('password').focus()")
        await chromium.type(PASSWORD)
        await chromium.press("Enter")
        await chromium.sees("five habits")
        await chromium.insists("Escape", "Why now")
        await chromium.insists("f", "Not from the browser")
        assert await chromium.run("document.body.dataset.state") == "open"
        assert await chromium.run("document.activeElement.className") == "xterm-helper-textarea"
        assert await chromium.run("window.open('https://evil.example')") is None
        # No scroll bars, and no more than a cell left over on either side.
        assert await chromium.run(
            "(() => { const at = document.querySelector('.xterm-screen').getBoundingClientRect(),"
            " root = document.documentElement; return at.left === 0 && at.top === 0"
            " && innerWidth - at.right < 12 && innerHeight - at.bottom < 24"
            " && root.scrollHeight <= innerHeight && root.scrollWidth <= innerWidth })()"
        )

        await chromium.resize(700, 420)
        (window,) = browser.desk.windows.of_login("maya")
        await chromium.until(lambda: (window.size.width, window.size.height) < (80, 22))
        # The browser's own question, which program may call, would take the keys from here on.
        await chromium.run("HTMLAnchorElement.prototype.click = function () { window.opened = this.href }")
        await chromium.shows("Enter", "How did it go?")
        await chromium.holds("window.opened === 'tel:+12125550199'")
        await chromium.shows("Tab", "back to the outcomes")
        await chromium.type("asks about price")
        await chromium.sees("asks about price")
        await chromium.shows("Tab", "No answer")
        pid = window.process.pid
        await chromium.shows("n", "Logged no answer")

        await chromium.run("window.before = true")
        await chromium.do("Page.reload")
        await chromium.holds("!window.before && document.body.dataset.state === 'open'")
        assert await chromium.run("document.activeElement.className") == "xterm-helper-textarea"
        await chromium.insists("l", "Waiting")
        assert [one.process.pid for one in browser.desk.windows.of_login("maya")] == [pid]

        # Whoever leaves leaves no lead on the screen.
        await chromium.press("q")
        await chromium.holds("document.body.dataset.state === 'left'")
        style = "getComputedStyle(document.getElementById('terminal')).visibility"
        assert await chromium.run(style) == "hidden"

        # A page elsewhere that knows the address, in the very browser that is signed in.
        await chromium.go("data:text/html,<title>evil</title>")
        await chromium.holds("document.title === 'evil'")
        address = f"ws://127.0.0.1:{browser.running.port}/desk/{OTHER}"
        told = await chromium.run(
            f"new Promise((done) => {{ const it = new WebSocket('{address}');"
            " it.onopen = () => done('open'); it.onerror = () => done('refused') })"
        )
        assert told == "refused"
        here = (browser.url, browser.url.replace("http", "ws"), "data:")
        assert [one for one in chromium.requests if not one.startswith(here)] == []
    rows = guarded.sql("SELECT rep_id, outcome, note FROM activity WHERE lead_id = ?", lead)
    assert rows == [(guarded.maya.rep.id, "no_answer", "asks about price")]
