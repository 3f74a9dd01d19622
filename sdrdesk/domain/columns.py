"""What the columns of a file of outcomes are, by their names: what a fit may see, and what it may not and why."""

from __future__ import annotations

import re
from enum import StrEnum

from sdrdesk.dataclasses import dataclass


class Use(StrEnum):
    """What a column is used as."""

    FACT = "fact"
    OUTCOME = "outcome"
    DATE = "date"
    ORDER = "order"
    LATE = "after contact"
    """Refused: it knows what came of the contact."""
    ASIDE = "left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column, with what it is used as and why."""

    name: str
    use: Use
    why: str = ""
    fact: str = ""
    """The key of the fact that it is."""


_LATE = (
    (r"last (notable )?(activity|action|event|contact|contacted|touch|modified|update|call|email|engagement)|recent",
     "it changes with every contact"),
    (r"tags?$|labels?$|disposition|outcome|result|remarks?|comments?|notes?$",
     "reps fill it in when they have talked"),
    (r"lead (quality|profile|score|grade|status|stage|rating|category)|life ?cycle|status$|stage$|rating$|qualif",
     "it is a judgement made after the contact"),
    (r"asymmetrique|(activity|profile|engagement|predict\w*) (index|score)|probability",
     "another program has computed it, nobody knows from what and when"),
    (r"closed?\b|closing|deal|amount|revenue|opportunit|meeting|demo (held|booked|date)|\bwon\b|\blost\b|converted|"
     r"customer|invoice|contract|enrol|paid\b",
     "it is there only when something came of the lead"),
    (r"(?<!do not )\bcalls?\b|attempts?|duration|touch(es|points)|times contacted|response time|"
     r"first (touch|contact|call)|speed",
     "it is made by the contact"),
    (r"\bowner|\brep\b|assigned|\bsdr|\bbdr|sales ?person|handled by",
     "it says who works the lead, not what the lead is"),
)  # fmt: skip
"""Names of what is known after contact only, each with why."""

_ID = re.compile(r"(^|\b)(id|uuid|guid)$")
_ASIDE = re.compile(
    r"(^|\b)(name|e-?mail( address)?|phone|mobile|telephone|url|link|linkedin|address|zip|postal code)$"
)
_OUTCOME = (
    "converted", "is converted", "conversion", "won", "is won", "closed won", "outcome", "target", "success",
    "won date", "date won", "won at", "won on", "closed won date", "converted date", "conversion date", "converted at",
    "lead status", "status", "stage", "lead stage",
)  # fmt: skip
"""Names of the column that says what was won, the surest first."""
_DATE = re.compile(
    r"(create|creation|created|convert(ed)?|conversion|submi(t|tted|ssion)|lead|arriv(al|ed)|inquiry|contact)?"
    r" ?(date|day|at|on|time|timestamp)( created)?$|create(d)? date"
)
_FIRST_CONTACT = re.compile(r"first contact( date| at| on)?$")
"""When somebody got in touch with us: of leads it dates them, though the name may mean our first call too."""
_ORDER = re.compile(r"(lead|record|row|case|ticket)? ?(number|no|id|#)$")
_DESK = {
    "source": re.compile(r"(original |lead )?source$|utm source|referrer"),
    "minutes": re.compile(r"time (spent )?on (our )?(web)?(site|pages)|time spent on website"),
    "title": re.compile(r"(job )?title$|position$"),
    "people": re.compile(r"employees$|number of employees|company size|headcount"),
    "country": re.compile(r"country$|country region$"),
    "visits": re.compile(r"(total |number of )?(site |website )?visits$"),
    "kind": re.compile(r"(offer|form|conversion|asset) (kind|type)$"),
    "conversions": re.compile(r"number of (conversions|form submissions)"),
}


def folded(name: str) -> str:
    """A column's name as small words: "TotalVisits" is "total visits"."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[^a-z0-9#]+", " ", apart.casefold()).split())


def late_reason(name: str) -> str:
    """Why a column is known after contact only, "" if its name does not say so."""
    words = folded(name)
    return next((why for pattern, why in _LATE if re.search(pattern, words)), "")


def is_person(name: str) -> bool:
    """Whether a column says who somebody is, which is no fact to learn from."""
    words = folded(name)
    return bool(_ASIDE.search(words)) and not words.startswith("do not ")


def is_id(name: str) -> bool:
    """Whether a column holds ids: of the row, or of something that many rows share, such as a page."""
    return bool(_ID.search(folded(name)))


def outcome_among(names: tuple[str, ...]) -> str:
    """The column that says whether a lead was won, "" if none is called so."""
    by_words = {folded(name): name for name in reversed(names)}
    return next((by_words[words] for words in _OUTCOME if words in by_words), "")


def date_among(names: tuple[str, ...]) -> str:
    """The column that says when a lead came, "" if none is called so."""
    plain = (name for name in names if _DATE.fullmatch(folded(name)) and not late_reason(name))
    return next(plain, "") or next((name for name in names if _FIRST_CONTACT.fullmatch(folded(name))), "")


def order_among(names: tuple[str, ...]) -> str:
    """The column whose numbers rise with time, "" if none is called so."""
    return next((name for name in names if _ORDER.fullmatch(folded(name))), "")


def desk_fact(name: str) -> str:
    """The desk's own fact that a column is like, "" for none."""
    words = folded(name)
    return next((key for key, pattern in _DESK.items() if pattern.search(words)), "")
