"""The day from the shell: the morning page, what one commits to, and the evening's line."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from sdrdesk.cli.as_json import queue_object
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.numbers import as_object
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.focus.commitments import CommitmentView
from sdrdesk.desk.focus.morning import Evening, Opening, TodayPage
from sdrdesk.domain.hours import zone
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput

MOST = 6
"""Lines of one kind on the page."""


def today_options(parser: Parser) -> None:
    """The options of `sdrdesk today`."""
    parser.add_argument("--evening", action="store_true", help="the day's result instead")
    parser.add_argument("--inline", action="store_true", help="keep it true in a few lines of the terminal; q leaves")
    parser.add_argument("--reflect", metavar="TEXT", help="your line of the evening; nobody else reads it")


def today(shell: Shell) -> int:
    """Print the morning page, or the evening's line."""
    args = shell.args
    if args.inline:
        return _inline(shell)
    desk = shell.open_desk()
    if args.reflect is not None:
        desk.today.close(args.reflect)
    if args.evening or args.reflect is not None:
        evening = desk.today.evening()
        shell.answer(as_object(evening), evening_lines(evening))
        return ExitCode.OK
    page = desk.today.page()
    shell.answer(page_object(desk, page), page_lines(desk, page))
    return ExitCode.OK


def _inline(shell: Shell) -> int:
    """Keep the page true until somebody leaves."""
    from sdrdesk.cli.glance import glance

    if not shell.has_screen:
        raise BadInput("--inline needs a terminal", hint="In a script use: sdrdesk today")
    desk = shell.open_desk(shell.running_clock)
    return glance(lambda: page_lines(desk, desk.today.page()))


def commit_options(parser: Parser) -> None:
    """The options of `sdrdesk commit`."""
    parser.add_argument(
        "words", nargs="*", metavar="WORDS", help='as in "20 dials before lunch" or "pass the ROI quiz"'
    )
    parser.add_argument("--share", action="store_true", help="show it to the team")
    parser.add_argument("--private", action="store_true", help="keep it to yourself again")
    said = parser.add_mutually_exclusive_group()
    said.add_argument("--kept", action="store_true", help="it was kept; asked only where nobody can count it")
    said.add_argument("--not-kept", action="store_true", help="it was not")
    said.add_argument("--drop", action="store_true", help="commit to nothing today")
    said.add_argument("--team", action="store_true", help="what the team shares today")


def commit(shell: Shell) -> int:
    """Make, show, share or settle today's commitment."""
    args, mine = shell.args, shell.open_desk().commitments
    if args.team:
        shared = mine.shared()
        shell.answer([as_object(one) for one in shared], [commitment_line(one, whose=True) for one in shared])
        if not shared:
            shell.tell("Nobody shares a commitment today.")
        return ExitCode.OK
    if args.share and args.private:
        raise BadInput("Shared or private?", "--share and --private were given", "Choose one")
    if args.drop:
        mine.drop()
    elif args.words:
        mine.make(" ".join(args.words), is_shared=args.share)
    elif args.kept or args.not_kept:
        mine.tell(was_kept=args.kept)
    elif args.share or args.private:
        mine.share(is_shared=args.share)
    found = mine.mine()
    data: dict[str, Any] = {"commitment": as_object(found) if found else None, "streak": mine.streak()}
    shell.answer(data, [commitment_line(found)] if found else ["No commitment today."])
    if found is None:
        shell.tell(f"Ideas: {'; '.join(mine.ideas())}")
    return ExitCode.OK


def page_object(desk: Desk, page: TodayPage) -> dict[str, Any]:
    """The page for programs."""
    found: dict[str, Any] = as_object(page)
    rows = {name: getattr(page, name) for name in ("urgent", "first")}
    return found | {name: queue_object(desk, row) if row else None for name, row in rows.items()}


def page_lines(desk: Desk, page: TodayPage) -> list[str]:
    """The page as lines."""
    day, counts = page.day, page.counts
    lines = [f"{page.rep}, {day.day:%A} {day.day.day} {day.day:%B}, {_clock(page, page.now)}"]
    if page.urgent:
        lines += [f"! Now: {page.urgent.name}, {page.urgent.company}: {desk.queue.why(page.urgent)}"]
    lines += [
        f"Ready {counts.ready}, waiting {counts.waiting}, locked {counts.locked}, done {counts.done}",
        f"Dials {day.dials} of {day.goal_dials}, conversations {day.conversations} of {day.goal_conversations}, "
        f"meetings {day.meetings} of {day.goal_meetings}",
    ]
    if page.commitment:
        streak = f"; {plural(page.streak, 'day')} kept in a row" if page.streak else ""
        lines.append(f"Commitment: {commitment_line(page.commitment)}{streak}")
    lines += _part("Opens", [opening_line(at, group) for at, group in by_hour(page)])
    lines += _part(
        "Promised",
        [f"{_clock(page, one.at)}  {one.name}, {one.company}" + _late(page, one.at) for one in page.promises],
    )
    said = {"booked": "to confirm", "confirmed": "confirmed", "held": "held"}
    lines += _part(
        "Meetings",
        [f"{_day(page, one.at)}{_clock(page, one.at)}  {one.name}, {one.company}: {said[one.state]}"
         for one in page.meetings],
    )  # fmt: skip
    if page.mails:
        lines.append(f"E-mails due: {page.mails} (sdrdesk email --due)")
    if page.reread:
        lines.append(f"Reread: {page.reread.title}: {page.reread.why}")
    lines += _part("The team", [commitment_line(one, whose=True) for one in page.shared])
    return lines


def by_hour(page: TodayPage) -> list[tuple[str, list[Opening]]]:
    """What opens, by the hour of the rep's clock."""
    hours = groupby(page.openings, lambda one: f"{one.at.astimezone(zone(page.zone)):%d %H}")
    found = [list(group) for _, group in hours]
    return [(_clock(page, min(one.at for one in group)), group) for group in found]


def opening_line(at: str, group: list[Opening]) -> str:
    """What opens at one time: "11:00  14: Los Angeles 9, Denver 5"."""
    where = ", ".join(f"{city(one.zone)} {one.count}" for one in group)
    return f"{at}  {sum(one.count for one in group)}: {where}"


def city(zone_name: str) -> str:
    """A zone as people say it."""
    return zone_name.rpartition("/")[2].replace("_", " ") or "unknown"


def commitment_line(one: CommitmentView, *, whose: bool = False) -> str:
    """A commitment and how it stands."""
    state = "" if one.kept is None else "kept" if one.kept else "not kept"
    if one.kept is None and one.commitment.aim and not whose:
        state = f"{one.made} of {one.commitment.aim}"
    name = f"{one.rep}: " if whose else ""
    said = ", ".join(filter(None, (state, "shared" if one.commitment.is_shared and not whose else "")))
    return f"{name}{one.commitment.words}" + (f" ({said})" if said else "")


def evening_lines(evening: Evening) -> list[str]:
    """A day's result as lines."""
    day = evening.day
    lines = [
        f"{plural(day.dials, 'dial')}, {plural(day.conversations, 'conversation')}, {plural(day.meetings, 'meeting')}"
    ]
    if evening.commitment:
        streak = f"; {plural(evening.streak, 'day')} kept in a row" if evening.streak else ""
        lines.append(f"{commitment_line(evening.commitment)}{streak}")
    return [*lines, evening.words] if evening.words else lines


def _part(head: str, found: list[str]) -> list[str]:
    more = [f"  and {len(found) - MOST} more"] if len(found) > MOST else []
    return [f"{head}:", *(f"  {one}" for one in found[:MOST]), *more] if found else []


def _clock(page: TodayPage, at: datetime) -> str:
    return f"{at.astimezone(zone(page.zone)):%H:%M}"


def _day(page: TodayPage, at: datetime) -> str:
    return "" if at.astimezone(zone(page.zone)).date() == page.day.day else f"{at.astimezone(zone(page.zone)):%a} "


def _late(page: TodayPage, at: datetime) -> str:
    return " (late)" if at < page.now else ""
