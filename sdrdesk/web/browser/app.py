"""The application: who may come in, the login, the page, and the socket of each window."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import logging
import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from sdrdesk.clock import Clock
from sdrdesk.errors import DeskError, Refused
from sdrdesk.web.browser import pages
from sdrdesk.web.browser.address import Address
from sdrdesk.web.browser.bounds import Bounds, Focused, NotUnderstood, Pinged, Resized, Typed, size_asked, understand
from sdrdesk.web.browser.windows import Close, Seat, Window, Windows

if TYPE_CHECKING:
    from sdrdesk.desk.people.signing_in import SigningIn

log = logging.getLogger("sdrdesk.web")

NAME = re.compile(r"[0-9a-f]{32}")
"""What a browser may call a window."""

THEMES = ("dark", "light")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class BrowserDesk:
    """Everything that belongs to one running desk in the browser."""

    def __init__(
        self,
        door: SigningIn,
        clock: Clock,
        address: Address,
        argv: Sequence[str],
        who: Mapping[str, str],
        bounds: Bounds,
    ) -> None:
        """Let the team in.

        Args:
            door: Where they sign in.
            clock: The machine's clock.
            address: How browsers reach it.
            argv: The command of a desk.
            who: What a desk is told besides its rep: the database.
            bounds: What browsers may cost.
        """
        self._door, self._clock, self._who, self.bounds = door, clock, dict(who), bounds
        self.address = address
        self._key = secrets.token_bytes(32)
        self._cookie = "__Host-sdrdesk" if address.is_secure else "sdrdesk"
        self._files = pages.files()
        self._checking = asyncio.Semaphore(bounds.checks)
        self._waiting = 0
        self._later: set[asyncio.Task[bool]] = set()
        self.windows = Windows(bounds, argv, self._holds, self._forget)

    def application(self) -> web.Application:
        """The application to run."""
        app = web.Application(client_max_size=self.bounds.form, middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/", self.desk, allow_head=False),
                web.get("/sign-in", self.sign_in_form, allow_head=False),
                web.post("/sign-in", self.sign_in),
                web.post("/sign-out", self.sign_out),
                web.get("/desk/{window}", self.socket, allow_head=False),
                web.get("/files/{name}", self.file, allow_head=False),
            ]
        )
        app.cleanup_ctx.append(self._beside)
        app.on_shutdown.append(self._stop)
        app.on_response_prepare.append(self._seal)
        return app

    # --- who may come in ----------------------------------------------------------------------------------------------

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Hear only requests to our own name and, where something is done, from our own page."""
        if request.host.casefold() not in self.address.hosts:
            raise web.HTTPMisdirectedRequest(text="This desk has another name\n")
        # A socket sends cookies to whoever opens it, and no browser keeps another page from opening one.
        if (request.method != "GET" or "Upgrade" in request.headers) and not self._is_ours(request):
            raise web.HTTPForbidden(text="This came from another page\n")
        return await handler(request)

    def _is_ours(self, request: web.Request) -> bool:
        origins = request.headers.getall("Origin", [])
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        return len(origins) == 1 and origins[0].casefold() in self.address.origins and site == "same-origin"

    async def _seal(self, _: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(pages.HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        if self.address.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"

    async def _known(self, request: web.Request) -> Seat | None:
        """Who sent a request."""
        token = request.cookies.get(self._cookie, "")
        if not token or len(token) > 256:
            return None
        known = await asyncio.to_thread(self._door.known, token, self._clock.now())
        return Seat(token, known.login) if known else None

    async def _holds(self, token: str) -> bool:
        try:
            return await asyncio.to_thread(self._door.known, token, self._clock.now()) is not None
        except DeskError as error:
            # Not to be known for a moment ends nobody's call.
            log.warning("session.unknown error=%s", error.title)
            return True

    def _forget(self, token: str) -> None:
        """End a session, when there is time for it."""
        task = asyncio.create_task(asyncio.to_thread(self._door.sign_out, token, self._clock.now()))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    # --- the login ----------------------------------------------------------------------------------------------------

    async def sign_in_form(self, request: web.Request) -> web.StreamResponse:
        """The login."""
        return self._form(request)

    def _form(self, request: web.Request, *, login: str = "", wrong: str = "", status: int = 200) -> web.Response:
        """The login, tied to this browser."""
        mark = request.cookies.get(pages.FORM_COOKIE, "")
        is_new = NAME.fullmatch(mark) is None
        mark = secrets.token_hex(16) if is_new else mark
        response = pages.sign_in_page(self._form_token(mark), login=login, wrong=wrong, status=status)
        if is_new:
            self._set_cookie(response, pages.FORM_COOKIE, mark)
        return response

    def _form_token(self, mark: str) -> str:
        return hmac.new(self._key, mark.encode(), hashlib.sha256).hexdigest()

    def _set_cookie(self, response: web.Response, name: str, value: str) -> None:
        """A cookie that no script reads, no other page sends, and that goes when the browser is closed."""
        response.set_cookie(name, value, path="/", httponly=True, samesite="Strict", secure=self.address.is_secure)

    async def _read_form(self, request: web.Request) -> dict[str, str]:
        """A form that this browser was given; refused for any other."""
        if request.content_type != "application/x-www-form-urlencoded":
            raise web.HTTPUnsupportedMediaType(text="Send the form of the page\n")
        try:
            async with asyncio.timeout(self.bounds.form_seconds):
                found = await request.post()
        except TimeoutError:
            raise web.HTTPRequestTimeout(text="The form did not arrive in time\n") from None
        except ValueError:
            raise web.HTTPBadRequest(text="The form cannot be read\n") from None
        form = {name: value for name, value in found.items() if isinstance(value, str)}
        mark = request.cookies.get(pages.FORM_COOKIE, "")
        if not NAME.fullmatch(mark) or not hmac.compare_digest(
            form.get("form", "").encode("utf-8", "replace"), self._form_token(mark).encode()
        ):
            raise web.HTTPSeeOther("/sign-in")
        return form

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Look at a password; a session, or why not."""
        form = await self._read_form(request)
        login, password = form.get("login", "")[:200], form.get("password", "")
        if self._waiting >= self.bounds.waiting_checks:
            return self._form(request, login=login, wrong="Many sign in at this moment. Try again.", status=503)
        self._waiting += 1
        try:
            async with self._checking:
                session = await asyncio.to_thread(self._door.sign_in, login, password, self._clock.now())
        except Refused as error:
            status = 429 if error.code == "throttled" else 401
            return self._form(request, login=login, wrong=_sentence(error), status=status)
        except DeskError as error:
            log.error("sign_in.failed error=%s", error.title)
            return self._form(request, login=login, wrong="The desk cannot be reached. Try again.", status=503)
        finally:
            self._waiting -= 1
        response = web.Response(status=303, headers={"Location": "/"})
        self._set_cookie(response, self._cookie, session.token)
        return response

    async def sign_out(self, request: web.Request) -> web.StreamResponse:
        """End the session and every window of it."""
        await self._read_form(request)
        seat = await self._known(request)
        if seat is not None:
            await asyncio.to_thread(self._door.sign_out, seat.token, self._clock.now())
            await self.windows.end_all(Close.SIGNED_OUT, seat.token)
        response = web.Response(status=303, headers={"Location": "/sign-in"})
        response.del_cookie(self._cookie, path="/", httponly=True, samesite="Strict", secure=self.address.is_secure)
        return response

    # --- the page and what lies beside it -----------------------------------------------------------------------------

    async def desk(self, request: web.Request) -> web.StreamResponse:
        """The terminal, or the way to the login."""
        if await self._known(request) is None:
            raise web.HTTPSeeOther("/sign-in")
        if request.query_string:
            raise web.HTTPSeeOther("/")
        mark = request.cookies.get(pages.FORM_COOKIE, "")
        return pages.desk_page(self._form_token(mark))

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file beside the pages."""
        path = self._files.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound(text="There is nothing here\n")
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    # --- windows ------------------------------------------------------------------------------------------------------

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """A window's socket, as long as its browser looks."""
        seat, name = await self._known(request), request.match_info["window"]
        if seat is None:
            raise web.HTTPForbidden(text="Sign in first\n")
        if not NAME.fullmatch(name) or "Upgrade" not in request.headers:
            raise web.HTTPNotFound(text="There is nothing here\n")
        asked = request.query
        size = size_asked(asked.get("width", ""), asked.get("height", ""))
        theme = asked.get("theme", "")
        socket = web.WebSocketResponse(heartbeat=20.0, max_msg_size=self.bounds.message, compress=False)
        await socket.prepare(request)
        who = self._who | {"login": seat.login, "token": seat.token, "theme": theme if theme in THEMES else "dark"}
        window = await self.windows.show(seat, name, size, socket, who)
        if window is None:
            await socket.close(code=int(Close.FULL), message=b"full")
            return socket
        try:
            await self._listen(window, socket)
        finally:
            self.windows.gone(window, socket)
        return socket

    async def _listen(self, window: Window, socket: web.WebSocketResponse) -> None:
        """Pass on what a browser says, until it says nothing any more or what no page of ours says."""
        async for message in socket:
            if window.socket is not socket:
                return
            try:
                said = understand(message.data if message.type is WSMsgType.TEXT else "")
            except NotUnderstood:
                await socket.close(code=int(Close.NOT_UNDERSTOOD), message=b"not understood")
                return
            match said:
                case Typed(text):
                    window.typed_at = time.monotonic()
                    await window.process.type(text)
                case Resized(size):
                    if size != window.size:
                        window.size = size
                        await window.process.resize(size)
                case Focused(has_focus):
                    await window.process.note("focus" if has_focus else "blur")
                case Pinged(mark):
                    await socket.send_json(["pong", mark])

    # --- beside the requests ------------------------------------------------------------------------------------------

    async def _beside(self, _: web.Application) -> AsyncIterator[None]:
        """The look at what has to end, as long as the application runs."""
        looking = asyncio.create_task(self._keep_looking())
        yield
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking
        await asyncio.gather(*self._later, return_exceptions=True)

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(self.bounds.look_seconds)
            await self.windows.look()

    async def _stop(self, _: web.Application) -> None:
        await self.windows.end_all(Close.STOPPING)


def _sentence(error: Refused) -> str:
    """Why somebody is not let in, for the page; how a manager sets passwords is not for it."""
    if error.code == "wrong_password":
        return "Login and password do not fit."
    return ". ".join(part for part in (error.title, error.hint) if part) + "."
