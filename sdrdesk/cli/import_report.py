"""What an import says: how the file was understood, what it would bring or brought, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sdrdesk.cli.table import columns
from sdrdesk.desk.intake.intake_values import Report, SampleRow
from sdrdesk.domain.words import plural

LISTED = 20
"""Bad rows that are printed; --json gives them all."""

KNOWN_LISTED = 8
"""Known people that are printed."""

SAMPLE_HEAD = ("Name", "Company", "E-mail", "Phone", "Zone", "Offer", "Becomes")

UNSURE = 0.7
"""Below this, what a column was taken for is marked."""


def understood(report: Report) -> Iterator[str]:
    """What each column was taken for, and the first leads."""
    kind = f", {report.vendor}" if report.vendor else ""
    yield f"{report.file_name}{kind}: {plural(report.rows, 'row')}"
    rows = [
        [one.column, one.field, f"{one.confidence:.0%}{'?' if one.confidence < UNSURE else ''}", ", ".join(one.values)]
        for one in report.columns
        if one.field
    ]
    yield from columns(["Column", "Is", "Sure", "Such as"], rows)
    if report.unused:
        yield f"Not used: {', '.join(report.unused)}"
    yield from report.notes
    if report.sample:
        yield ""
        yield from columns(SAMPLE_HEAD, map(_sample, report.sample))
    if report.zoneless:
        yield f"{plural(report.zoneless, 'row')}: nobody knows what time it is there; set the zone on the lead"
    yield ""


def _sample(row: SampleRow) -> list[str]:
    one = row.incoming
    becomes = f"{row.what}: {row.like}" if row.like else f"{row.what}, {row.owner}" if row.owner else row.what
    zone = one.place.zones[0] if one.place.zones else "?"
    return [one.full_name, one.company, one.email, one.phone_shown, zone, row.offer or "?", becomes]


def faults(report: Report) -> Iterator[str]:
    """Bad rows, bad values, known people, unknown offers: each with its cure."""
    for title, problems in (("Left out", report.problems), ("Taken without", report.doubts)):
        if problems:
            yield f"{title}:"
            yield from (f"  {problem}" for problem in problems[:LISTED])
            if len(problems) > LISTED:
                yield f"  and {plural(len(problems) - LISTED, 'more')}; --json lists them all"
            yield ""
    if report.duplicates:
        yield "Known already:"
        for one in report.duplicates[:KNOWN_LISTED]:
            may = "is" if one.is_sure else "may be"
            yield f"  line {one.row}: {one.name} {may} {one.like} (by {one.by})"
        if len(report.duplicates) > KNOWN_LISTED:
            yield "  and more; --json lists them"
        yield ""
    if report.unmatched:
        yield "No offer is known for:"
        for words, (count, guess) in report.unmatched.items():
            yield f'  "{words}" ({plural(count, "row")}): --offer "{words}={guess or "KEY"}"'
        yield ""
    if report.aside and report.is_live:
        yield f"{plural(report.aside, 'row')} set aside: sdrdesk import quarantine list"


def summary(report: Report) -> str:
    """The figures in a line."""
    aside = f"{report.aside:,} set aside" if report.aside else ""
    if not report.is_live:
        taken = plural(report.rows - len(report.problems) - report.aside, "row")
        return ", ".join(filter(None, (f"Would take {taken}", aside, f"leave {len(report.problems):,} out")))
    parts = [
        plural(report.created, "new lead"),
        f"{plural(report.joined, 'more conversion')} of known ones",
        f"{report.known:,} already here",
        aside,
        f"{report.promoted:,} moved up" if report.promoted else "",
        f"{len(report.problems):,} left out" if report.problems else "",
    ]
    return f"Imported {report.file_name}: {', '.join(part for part in parts if part)}"


PARTS = (
    *("mapping", "columns", "unused", "notes", "offers", "owners"),
    *("zoneless", "problems", "doubts", "duplicates"),
)
"""What of a report --json prints as it is."""


def as_object(report: Report) -> dict[str, Any]:
    """What `sdrdesk import --json` prints."""
    from sdrdesk.cli.as_json import plain

    data: dict[str, Any] = plain(report.counts())
    data |= {name: plain(getattr(report, name)) for name in PARTS}
    data["sample"] = [
        plain(
            {
                "name": one.incoming.full_name,
                "company": one.incoming.company,
                "email": one.incoming.email,
                "phone": one.incoming.phone,
                "place": one.incoming.place.key,
                "offer": one.offer,
                "owner": one.owner,
                "what": one.what,
                "like": one.like,
            }
        )
        for one in report.sample
    ]
    unmatched = {words: {"rows": count, "guess": guess} for words, (count, guess) in report.unmatched.items()}
    head = {"file": report.file_name, "vendor": report.vendor, "is_live": report.is_live, "batch": report.batch_id}
    return {**head, **data, "unmatched": unmatched}
