"""Certification: who has passed what, which questions are any good, and whether the gate earns its keep."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sdrdesk.desk.gate import grading, passbook
from sdrdesk.desk.gate.gate_values import AttemptView
from sdrdesk.desk.gate.learning_values import Cell, Item, ItemReport, Matrix, MatrixRow, WorthOf
from sdrdesk.desk.people.roster import all_reps, rep_by_login
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import item_analysis
from sdrdesk.domain.figures import Rate, differ
from sdrdesk.domain.item_analysis import Answer
from sdrdesk.domain.plain import build
from sdrdesk.domain.policy import Action
from sdrdesk.domain.question import Bank, Question
from sdrdesk.errors import NotFound
from sdrdesk.store import compiled, quizzes
from sdrdesk.store.store import Unit
from sdrdesk.text import clean


class Certification:
    """Certification of the team, for a manager in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Read for the manager in `seat`."""
        self._seat = seat

    def matrix(self) -> Matrix:
        """Each rep with each offer: pass, tries, best score, leads that wait."""
        self._ask_manager()
        now, playbook = self._seat.clock.now(), self._seat.playbook
        with self._seat.store.reading() as unit:
            reps = [rep for rep in all_reps(unit, "") if not rep.is_manager]
            offers = [(row[0], row[1], row[2], row[3]) for row in unit.all(compiled.OFFERS)]
            passes = passbook.of_team(unit, playbook, now, self._seat.rep.zone)
            waiting = {(row[0], row[1]): row[2] for row in unit.all(compiled.TEAM_GATED)}
            tries: dict[tuple[str, str], list[float | None]] = {}
            for rep_id, offer, _state, score, _at in unit.all(compiled.TEAM_ATTEMPTS):
                tries.setdefault((rep_id, offer), []).append(score)
        required = [one.offer for one in playbook.onboarding.offers]
        gated = {key for key, rule in playbook.offers.items() if rule.gated}
        offers.sort(key=lambda one: (required.index(one[0]) if one[0] in required else 99, one[2] not in gated, one[1]))
        rows = []
        for rep in reps:
            cells = []
            for key, *_ in offers:
                state = passes.get(rep.id, {}).get(key, passbook.NO_PASS)
                scores = tries.get((rep.id, key), [])
                cells.append(
                    Cell(
                        offer=key,
                        state=state,
                        tries=len(scores),
                        best=max((one for one in scores if one is not None), default=None),
                        locked=0 if state.is_good else waiting.get((rep.id, key), 0),
                    )
                )
            rows.append(MatrixRow(rep_id=rep.id, login=rep.login, name=rep.name, cells=tuple(cells)))
        return Matrix(offers=tuple((one[0], one[1], one[3]) for one in offers), rows=tuple(rows))

    def attempts(self, login: str, offer: str) -> tuple[AttemptView, ...]:
        """Every try of one rep at one offer, oldest first."""
        self._ask_manager()
        with self._seat.store.reading() as unit:
            rep = rep_by_login(all_reps(unit, ""), login)
            return tuple(grading.attempt_view(unit, one) for one in quizzes.attempts(unit, rep.id, offer))

    def items(self, offer: str) -> ItemReport:
        """How each question of an offer has done, over all graded quizzes that asked it as it stands now."""
        self._ask_manager()
        least = self._seat.playbook.gate.least_answers
        with self._seat.store.reading() as unit:
            found = quizzes.offer_of(unit, offer)
            if found is None:
                raise NotFound(f'No offer "{clean(offer)}"', "", "See: sdrdesk offers list")
            current, bank = found
            answers, count = self._answers(unit, offer, bank)
        return ItemReport(
            offer=offer,
            title=current.title,
            version=current.version,
            quizzes=count,
            least=least,
            items=tuple(_item(question, answers.get(question.id, []), least) for question in bank.questions),
        )

    def worth(self) -> tuple[WorthOf, ...]:
        """Meetings booked per contact on each offer, before and after the rep had passed its quiz.

        A contact is a call that somebody picked up. Before means that the rep had no pass yet: the lead was opened by a
        manager, or its offer asks for none. What a rep learns besides the quiz is in both, so a difference is a hint
        and no proof.
        """
        self._ask_manager()
        playbook = self._seat.playbook
        least = playbook.gate.least_answers
        with self._seat.store.reading() as unit:
            offers = {row[0]: (row[1], row[2]) for row in unit.all(compiled.OFFERS)}
            rows = unit.all(compiled.WORTH)
        found = []
        for key, contacts, met, contacts_after, met_after in rows:
            title, kind = offers.get(key, (key, ""))
            rule = playbook.offers.get(kind)
            before, after = Rate(met, contacts), Rate(met_after, contacts_after)
            found.append(
                WorthOf(
                    offer=key,
                    title=title,
                    is_gated=bool(rule and rule.gated),
                    before=before,
                    after=after,
                    words=_worded(before, after, least),
                )
            )
        return tuple(found)

    def _ask_manager(self) -> None:
        self._seat.ask(Action.SEE_CERTIFICATION)

    def _answers(self, unit: Unit, offer: str, bank: Bank) -> tuple[dict[str, list[Answer]], int]:
        """Every graded answer by question, and how many quizzes they come from.

        An answer to an older version counts where the question has not changed since.
        """
        now = {question.id: question for question in bank.questions}
        same: dict[int, set[str]] = {}
        for version, _at, text in unit.all(compiled.OFFER_VERSIONS, key=offer):
            older: Iterable[Question] = build(Bank, json.loads(text)).questions
            same[version] = {one.id for one in older if now.get(one.id) == one}
        points: dict[str, dict[str, float]] = {}
        rows = unit.all(compiled.GRADED_ANSWERS, offer=offer)
        for attempt, _version, _rep, question, _given, worth in rows:
            points.setdefault(attempt, {})[question] = worth
        rests = {attempt: item_analysis.rests(graded) for attempt, graded in points.items()}
        found: dict[str, list[Answer]] = {}
        for attempt, version, _rep, question, given, worth in rows:
            if question in same.get(version, ()):
                answer = Answer(points=worth, rest=rests[attempt][question], given=tuple(json.loads(given)))
                found.setdefault(question, []).append(answer)
        return found, len(points)


def _item(question: Question, answers: list[Answer], least: int) -> Item:
    enough = len(answers) >= least
    wrong, count = item_analysis.most_chosen_wrong(question, answers) if enough else ("", 0)
    return Item(
        question_id=question.id,
        topic=question.topic,
        stem=question.stem,
        answers=len(answers),
        right=item_analysis.difficulty(answers) if enough else None,
        discrimination=item_analysis.discrimination(answers) if enough else None,
        wrong=wrong,
        wrong_count=count,
        words=item_analysis.told(question, answers, least),
    )


def _worded(before: Rate, after: Rate, least: int) -> str:
    """What the two rates say about the gate."""
    said = differ(after, before, least=least)
    if said.startswith("The first"):
        return "More meetings per contact with the pass than without, and chance alone would hardly show it"
    if said.startswith("The second"):
        return "Fewer meetings per contact with the pass than without: look at the offer and its quiz"
    if said.startswith("No difference"):
        return "No difference that chance could not make"
    return f"Not enough contacts yet: {before.whole} before, {after.whole} after, {least} of each are needed"
