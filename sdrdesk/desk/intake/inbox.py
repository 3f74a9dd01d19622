"""The inbox: what webhooks posted, kept before it is read, and made into leads in the same commit.

A post is on the disk before it is answered. What nobody can make a lead of stays as a dead letter, with the reason, and
can be tried again once the mapping, an offer or this program knows better. The same message again makes nothing new.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sdrdesk.desk.intake import post_reading
from sdrdesk.desk.intake.arrivals import Arrival, Arrivals, Taken
from sdrdesk.desk.intake.hooks import Hooks
from sdrdesk.desk.intake.post_reading import Opened
from sdrdesk.desk.people.roster import learn_holidays, read_calendar
from sdrdesk.desk.routing.routing import Routing
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.plain import stored_playbook
from sdrdesk.domain.policy import Action
from sdrdesk.domain.webhook import KeptPost, Post, PostState, Receipt, Source
from sdrdesk.errors import BadInput, DeskError, NotFound, Refused, sentences
from sdrdesk.feeds import form_body
from sdrdesk.feeds.forms.form import Json
from sdrdesk.ids import new_id
from sdrdesk.store import compiled
from sdrdesk.store import posts as kept_posts
from sdrdesk.store.posts import Before
from sdrdesk.store.store import Row, Unit
from sdrdesk.text import clean

log = logging.getLogger(__name__)

ROUTING_LASTS = 30.0
"""Seconds after which offers' other names and the members are read anew."""
AT_ONCE = 16
"""Posts of a batch that are read in the commit that keeps them; a larger one is a burst: kept first, read after."""
TOGETHER = 32
"""Kept posts that are taken in one commit: about 20 ms in which nothing is answered."""
TRIES = 5
"""Attempts after which a post that still fails is dead."""

_OPEN_STATES = (PostState.NEW, PostState.DEAD)


class _Fate(NamedTuple):
    """What becomes of a post."""

    state: PostState
    reason: str = ""
    lead_ids: tuple[str, ...] = ()


class Inbox:
    """Posts to the team of the seat."""

    def __init__(self, seat: Seat) -> None:
        """Take posts in for the team of `seat`."""
        self._seat = seat
        self._hooks = Hooks(seat)
        self._sources: dict[str, Source] | None = None
        self._stamp: Row | None = None
        self._routing: Routing | None = None
        self._routed_at = 0.0
        self._regions: set[str] = set()
        self._learned = {""}
        self._reached = ""

    # --- taking in ----------------------------------------------------------------------------------------------------

    def know(self, sources: Iterable[Source]) -> None:
        """Use these sources from now on; else they are read for each call."""
        self._sources = {one.key: one for one in sources}

    def receive(self, posts: Sequence[Post]) -> list[Receipt]:
        """Keep posts, and make leads of them: on the disk, all of them, when this returns.

        A post that makes reading or writing fail is kept all the same; the others are not held up by it. In a burst
        posts are only kept, so that their senders are answered soon; `take_waiting` makes the leads.
        """
        if len(posts) > AT_ONCE:
            now = self._seat.clock.now()
            with self._seat.store.writing() as unit:
                return self._keep(unit, [Opened(post, new_id(now)) for post in posts], is_read=False)
        opened = self._open_all(posts)
        try:
            with self._seat.store.writing() as unit:
                self._refresh(unit)
                receipts = self._keep(unit, opened, is_read=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, no form fill may be lost to it
            log.warning("inbox.batch_failed error=%s posts=%d", type(error).__name__, len(posts))
            with self._seat.store.writing() as unit:
                receipts = self._keep(unit, opened, is_read=False)
        return [self._finish(receipt) for receipt in receipts]

    def _finish(self, receipt: Receipt) -> Receipt:
        """A post that is only kept so far, taken by itself."""
        if receipt.is_duplicate or receipt.state is not PostState.NEW:
            return receipt
        try:
            return Receipt(receipt.id, self._take_one(receipt.id), receipt.doubts)
        except DeskError as error:
            log.warning("inbox.post_waits id=%s error=%s", receipt.id, type(error).__name__)
            return receipt

    def take_waiting(self) -> int:
        """Take some that were kept but not taken: a burst, a crash between, people in a running import; how many were.

        Each call goes on where the last one ended, so that posts which must wait longer hold up no others.
        """
        while True:
            state, after = PostState.NEW.value, self._reached
            with self._seat.store.reading() as unit:
                rows = unit.all(compiled.INBOX_WAITING, state=state, after=after, limit=TOGETHER)
            self._reached = rows[-1][0] if len(rows) == TOGETHER else ""
            taken = self._take([row[0] for row in rows])
            if taken or not self._reached:
                return taken

    def _take(self, post_ids: Sequence[str]) -> int:
        """Take kept posts in one commit; one by one where that fails; how many were taken."""
        if not post_ids:
            return 0
        try:
            with self._seat.store.writing() as unit:
                self._refresh(unit)
                kept = [self._kept(unit, post_id) for post_id in post_ids]
                opened = [self._open(_as_post(one), one.id) for one in kept if one.state is PostState.NEW]
                fates = self._fates(unit, opened, self._known(unit, opened)) if opened else []
                for one, fate in zip(opened, fates, strict=True):
                    self._settle(unit, one.id, fate)
        except Exception as error:  # noqa: BLE001 - which of them it was is found one by one
            log.warning("inbox.batch_failed error=%s posts=%d", type(error).__name__, len(post_ids))
            return sum(self._take_one(post_id) is not PostState.NEW for post_id in post_ids)
        return sum(fate.state is not PostState.NEW for fate in fates)

    def learn(self) -> None:
        """Look up the holidays of places that came in lately; slow, so it comes after the answers."""
        new = self._regions - self._learned
        self._learned |= new
        self._regions = set()
        if new:
            seat = self._seat
            calendar = learn_holidays(seat.store, seat.rules.calendar, seat.clock.now())
            seat.rules = Rules(seat.playbook, calendar)

    def _take_one(self, post_id: str, *, is_asked: bool = False) -> PostState:
        """Make leads of one kept post; the state it is in then."""
        try:
            with self._seat.store.writing() as unit:
                self._refresh(unit)
                kept = self._kept(unit, post_id)
                if kept.state not in _OPEN_STATES and not is_asked:
                    return kept.state
                opened = self._open(_as_post(kept), post_id)
                fate = self._fates(unit, [opened], self._known(unit, [opened]))[0]
                self._settle(unit, post_id, fate)
                return fate.state
        except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the posts behind it
            log.warning("inbox.post_failed id=%s error=%s", post_id, type(error).__name__)
            with self._seat.store.writing() as unit:
                kept = self._kept(unit, post_id)
                is_over = kept.attempts + 1 >= TRIES or not isinstance(error, DeskError)
                state = PostState.DEAD if is_over else PostState.NEW
                self._settle(unit, post_id, _Fate(state, f"sdrdesk failed on it: {type(error).__name__}"))
                return state

    # --- reading a post -----------------------------------------------------------------------------------------------

    def _open_all(self, posts: Sequence[Post]) -> list[Opened]:
        now = self._seat.clock.now()
        return [self._open(post, new_id(now)) for post in posts]

    def _open(self, post: Post, post_id: str) -> Opened:
        """A post read as its source is read; never raises."""
        try:
            source = self._source(post.source)
            if source is None:
                return Opened(post, post_id, problem="its source was removed: add it again, then replay")
            read = form_body.read_forms(source.sender, _data(post), self._setting(post, source))
        except BadInput as error:
            return Opened(post, post_id, problem=sentences(error.title, error.message))
        except Exception as error:  # noqa: BLE001 - a fault of a reader must not lose the post
            log.warning("inbox.reader_failed id=%s error=%s", post_id, type(error).__name__)
            return Opened(post, post_id, problem=f"sdrdesk cannot read it: {type(error).__name__}")
        return post_reading.opened(post, post_id, read)

    def _setting(self, post: Post, source: Source) -> form_body.Setting:
        hours = self._seat.playbook.team_hours
        return form_body.Setting(
            mapping=source.mapping, region=hours.holidays[:2] or "US", zone=hours.zone, received_at=post.received_at
        )

    def _source(self, key: str) -> Source | None:
        if self._sources is None:
            return next((one for one in self._hooks.sources() if one.key == key), None)
        return self._sources.get(key)

    # --- writing ------------------------------------------------------------------------------------------------------

    def _keep(self, unit: Unit, opened: Sequence[Opened], *, is_read: bool) -> list[Receipt]:
        """Write posts that are new, with what became of them where they are read already."""
        known = self._known(unit, opened)
        receipts: list[Receipt] = []
        fresh: list[Opened] = []
        for one in opened:
            ids = (one.post.message_id, *one.post.older_ids)
            hit = next((known[one.post.source, name] for name in ids if (one.post.source, name) in known), None)
            if hit is None:
                fresh.append(one)
                known[one.post.source, one.post.message_id] = (one.id, PostState.NEW, ())
            known_id, state = hit[:2] if hit else (one.id, PostState.NEW)
            receipts.append(Receipt(known_id, state, is_duplicate=hit is not None))
        if not fresh:
            return receipts
        fates = self._fates(unit, fresh, known) if is_read else [_Fate(PostState.NEW) for _ in fresh]
        now = self._seat.clock.now()
        kept_posts.add(
            unit,
            (
                (one.id, one.post, kept_posts.fate_columns(*fate, now) | {"attempts": int(is_read)})
                for one, fate in zip(fresh, fates, strict=True)
            ),
        )
        done = {one.id: (fate.state, one.doubts) for one, fate in zip(fresh, fates, strict=True)}
        return [Receipt(one.id, *done.get(one.id, (one.state, ())), is_duplicate=one.is_duplicate) for one in receipts]

    def _known(self, unit: Unit, opened: Sequence[Opened]) -> Before:
        messages = {name for one in opened for name in (one.post.message_id, *one.post.older_ids, one.follows) if name}
        return kept_posts.before(unit, (one.post.source for one in opened), messages)

    def _fates(self, unit: Unit, opened: Sequence[Opened], known: Before) -> list[_Fate]:
        """Make leads of posts; what becomes of each."""
        arrivals: list[Arrival] = []
        fates: list[_Fate] = []
        spans: list[tuple[int, int]] = []
        for one in opened:
            start = len(arrivals)
            fates.append(self._decide(unit, one, known, arrivals))
            spans.append((start, len(arrivals)))
        taken = Arrivals(self._seat).take(unit, arrivals) if arrivals else []
        self._regions |= {arrival.incoming.place.region for arrival in arrivals}
        return [
            _settled(fate, taken[start:end]) if end > start else fate
            for fate, (start, end) in zip(fates, spans, strict=True)
        ]

    def _decide(self, unit: Unit, one: Opened, known: Before, arrivals: list[Arrival]) -> _Fate:
        """What becomes of a post, its people added to `arrivals` where there are any."""
        if one.silence:
            return _Fate(PostState.TAKEN, one.silence)
        if earlier := known.get((one.post.source, one.follows)):
            _, state, lead_ids = earlier
            if state is PostState.NEW:
                return _Fate(PostState.NEW, "waits for the booking that it moves")
            if state is PostState.TAKEN and lead_ids:
                return _Fate(PostState.TAKEN, "moves a booking that was here", lead_ids)
        if not one.people:
            return _Fate(PostState.DEAD, one.problem)
        source, routing = self._source(one.post.source), self._routes(unit)
        ready: list[Arrival] = []
        for person in one.people:
            offer, guess = routing.offer_of(person.offer_words, source.offer if source else "")
            if offer is None:
                named = f'"{person.offer_words[:80]}"' if person.offer_words else "(none)"
                meant = f', nearest is "{guess}"' if guess else ""
                return _Fate(PostState.DEAD, f"no offer is called {named}{meant}: give the source one with --offer")
            ready.append(routing.arrival(person, offer, source.owner if source else ""))
        arrivals += ready
        return _Fate(PostState.TAKEN, one.left_out)

    def _settle(self, unit: Unit, post_id: str, fate: _Fate) -> None:
        kept_posts.settle(unit, post_id, kept_posts.fate_columns(*fate, self._seat.clock.now()))

    # --- what may change while a receiver runs for weeks --------------------------------------------------------------

    def _refresh(self, unit: Unit) -> None:
        """Go by the playbook and the offers as they are now."""
        stamp = unit.first(compiled.RULES_STAMP)
        if stamp == self._stamp:
            return
        if self._stamp is not None and (body := unit.first(compiled.PLAYBOOK)):
            playbook = stored_playbook(json.loads(body[0]))
            self._seat.rules = Rules(playbook, read_calendar(unit, playbook))
        self._seat.kinds = {row[0]: row[2] for row in unit.all(compiled.OFFERS)}
        self._stamp, self._routing = stamp, None

    def _routes(self, unit: Unit) -> Routing:
        """Routing by names that are not old."""
        at = self._seat.clock.steady().seconds
        if self._routing is None or at - self._routed_at > ROUTING_LASTS:
            self._routing, self._routed_at = Routing(unit), at
        return self._routing

    # --- for people ---------------------------------------------------------------------------------------------------

    def posts(self, states: Iterable[PostState] = tuple(PostState), most: int = 50) -> tuple[KeptPost, ...]:
        """Posts in these states without their bodies, newest first."""
        self._ask()
        with self._seat.store.reading() as unit:
            return kept_posts.newest(unit, states, most)

    def counts(self) -> dict[PostState, int]:
        """How many posts there are in each state."""
        with self._seat.store.reading() as unit:
            return {PostState(row[0]): row[1] for row in unit.all(compiled.INBOX_COUNTS)}

    def find(self, words: str) -> str:
        """The id of the post meant by an id or the end of one; NotFound for none or several."""
        wanted = clean(words).casefold()
        found: list[Row] = []
        if len(wanted) >= 6 and all(one in "0123456789abcdef" for one in wanted):
            with self._seat.store.reading() as unit:
                found = unit.all(compiled.INBOX_ENDING, ending=f"%{wanted}")
        if len(found) != 1:
            title = f'More than one post ends in "{wanted}"' if found else f'There is no post "{wanted[:60]}"'
            raise NotFound(title, "", "See: sdrdesk inbox list")
        return str(found[0][0])

    def post(self, post_id: str) -> KeptPost:
        """One post with its body."""
        self._ask()
        with self._seat.store.reading() as unit:
            return self._kept(unit, post_id)

    def replay(self, post_ids: Iterable[str]) -> tuple[KeptPost, ...]:
        """Try posts again, with the rules of now; people who are leads already gain nothing."""
        self._ask()
        done = []
        for post_id in post_ids:
            if self.post(post_id).state is PostState.DROPPED:
                raise Refused("That post was dropped: its body is gone", "Ask the sender to send it again")
            self._take_one(post_id, is_asked=True)
            done.append(self.post(post_id))
        self.learn()
        return tuple(done)

    def drop(self, post_ids: Iterable[str]) -> int:
        """Forget what posts said; their ids stay, so that they cannot come again. How many."""
        self._ask()
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            return kept_posts.drop(unit, post_ids, now)

    def _ask(self) -> None:
        """What was posted is not shown to reps: it holds anybody's leads."""
        with self._seat.store.reading() as unit:
            self._seat.ask(Action.INBOX, unit=unit)

    def _kept(self, unit: Unit, post_id: str) -> KeptPost:
        found = kept_posts.find(unit, post_id)
        if found is None:
            raise NotFound("There is no such post", post_id, "See: sdrdesk inbox list")
        return found


def _data(post: Post) -> Json:
    return form_body.read_body(post.body, post.headers.get("content-type", "application/json"))


def _settled(fate: _Fate, taken: Sequence[Taken]) -> _Fate:
    """A post's fate with what became of its people."""
    lead_ids = tuple(dict.fromkeys(one.lead_id for one in taken if one.lead_id))
    if any(one.what == "busy" for one in taken):
        return _Fate(PostState.NEW, "the person is in an import that is running", lead_ids)
    is_suppressed = any(one.what == "suppressed" for one in taken)
    return _Fate(fate.state, "asked not to be contacted" if is_suppressed else fate.reason, lead_ids)


def _as_post(kept: KeptPost) -> Post:
    """A kept post as it came."""
    return Post(
        source=kept.source,
        message_id=kept.message_id,
        body=kept.body,
        headers=kept.headers,
        received_at=kept.received_at,
    )
