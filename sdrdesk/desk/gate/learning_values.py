"""What onboarding and certification hand to their fronts: plain values."""

from __future__ import annotations

from datetime import date, datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.gate.passbook import PassView
from sdrdesk.domain.figures import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadStep:
    """One required quiz on the road of a new rep."""

    offer: str
    title: str
    minutes: int
    """How long to read."""
    quiz_minutes: int
    state: PassView
    due_on: date
    is_late: bool
    leads: int
    """Open leads of the rep that its pass unlocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillState:
    """One skill that a manager or mentor signs off."""

    key: str
    label: str
    rubric: tuple[str, ...]
    line_points: int
    """The most points of one line."""
    due_on: date
    is_late: bool
    passed: bool = False
    score: float | None = None
    """Share of the points in the newest sign-off; None while there is none."""
    scores: tuple[int, ...] = ()
    """Points of each line of the rubric."""
    by: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """The road of a new rep from the first day to all passes."""

    rep_id: str
    login: str
    name: str
    started_on: date
    mentor: str
    """Name of the mentor; "" where none is named."""
    month: int
    """Which month in the job, from 1."""
    quota: int
    """Opportunities asked in this month."""
    full_quota: int
    is_ramping: bool
    steps: tuple[RoadStep, ...]
    skills: tuple[SkillState, ...]
    done: int
    total: int
    streak: int
    """Working days in a row, up to yesterday or today, with an offer opened or a quiz taken."""

    @property
    def progress(self) -> float:
        """Share of the road that is done, 0 to 1."""
        return self.done / self.total if self.total else 1.0

    @property
    def next_step(self) -> RoadStep | None:
        """The quiz to take now."""
        return next((step for step in self.steps if not step.state.is_good), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One rep and one offer in the certification matrix."""

    offer: str
    state: PassView
    tries: int
    best: float | None
    """Best share ever reached; None without a graded quiz."""
    locked: int
    """Open leads that wait for this pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One rep in the certification matrix."""

    rep_id: str
    login: str
    name: str
    cells: tuple[Cell, ...]
    """In the order of the matrix's offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Who has passed what."""

    offers: tuple[tuple[str, str, int], ...]
    """Key, title and version, required and gated ones first."""
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """How one question has done."""

    question_id: str
    topic: str
    stem: str
    answers: int
    right: float | None
    """Share of full marks: the higher, the easier; None below the count that allows a figure."""
    discrimination: float | None
    """How far those who did well elsewhere get it right, -1 to 1; None below the count, or where all did alike."""
    wrong: str
    """The wrong answer given most often; "" for none."""
    wrong_count: int
    words: str
    """What to make of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReport:
    """How the questions of one offer have done."""

    offer: str
    title: str
    version: int
    quizzes: int
    least: int
    """Answers below which no figure is shown."""
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthOf:
    """Whether the gate earns its keep on one offer: meetings booked per contact, before and after the rep's pass."""

    offer: str
    title: str
    is_gated: bool
    before: Rate
    after: Rate
    words: str
