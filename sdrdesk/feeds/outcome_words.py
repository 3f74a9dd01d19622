"""What a cell says came of a lead: won, lost, or nothing yet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from sdrdesk.domain.columns import folded
from sdrdesk.errors import BadInput
from sdrdesk.feeds.csv_rows import short

YES = frozenset({
    "1", "1.0", "yes", "y", "true", "t", "won", "converted", "closed won", "closed - won", "success", "customer",
    "closed converted", "sql", "deal won", "enrolled",
})  # fmt: skip
NO = frozenset({
    "0", "0.0", "no", "n", "false", "f", "lost", "not converted", "closed lost", "closed - lost", "disqualified",
    "failure", "unqualified", "closed not converted", "deal lost", "rejected", "not interested", "junk", "junk lead",
})  # fmt: skip
OPEN = frozenset({
    "", "new", "open", "open - not contacted", "in progress", "working", "working - contacted", "contacted", "pending",
    "attempting to contact", "attempted to contact", "nurturing", "in negotiation", "assigned",
})  # fmt: skip
"""Nobody knows yet what comes of the lead: it teaches nothing."""

_WHEN = re.compile(r"\b(date|at|on|time|timestamp)$|^date\b")
MOST_TOLD = 8
"""Words that an error lists."""


class Outcomes:
    """Reads the cells of the column that says what was won."""

    def __init__(self, name: str, won: Sequence[str]) -> None:
        """Read the column `name`; with `won` those words are wins and all others losses."""
        self.name = name
        self._won = {one.strip().casefold() for one in won}
        self._is_date = bool(_WHEN.search(folded(name)))
        """The day on which it was won: filled in for wins, empty for losses."""

    def __call__(self, cell: str) -> bool | None:
        """Whether the lead was won; None while nobody knows.

        Raises:
            KeyError: The word is none that says so.
        """
        word = " ".join(cell.split()).casefold()
        if self._won:
            return word in self._won if word else None
        if word in YES or word in NO:
            return word in YES
        if self._is_date:
            return bool(word)
        if word in OPEN:
            return None
        raise KeyError(cell)

    def refusal(self, file: str, line: int, cell: str, cells: Iterable[str]) -> BadInput:
        """The question to ask about a word that says nothing: all words of the column with how often they stand."""
        counts = Counter(short(" ".join(one.split())) for one in cells if one.strip())
        words = ", ".join(f"{word} ({count:,})" for word, count in counts.most_common(MOST_TOLD))
        more = f", and {len(counts) - MOST_TOLD} more" if len(counts) > MOST_TOLD else ""
        return BadInput(
            f'{file}, row {line}, "{self.name}": "{short(cell)}" does not say whether it was won',
            f"Which of these are wins? {words}{more}", "Name the words that do: --won WORD; all others are losses then",
        )  # fmt: skip
