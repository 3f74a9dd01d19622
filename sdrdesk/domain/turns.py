"""Turns: a smooth weighted round robin, exact after each whole round and less than two leads off in between."""

from __future__ import annotations

from collections.abc import Mapping

from sdrdesk.dataclasses import dataclass, field

Turns = Mapping[str, int]
"""How far ahead of their share reps are owed (above 0) or served (below 0), by rep id; they sum up to 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Whose lead it becomes."""

    owner: str
    """Id of a rep, or the name of a pool."""
    reason: str
    """In one line, as it is kept with the lead."""
    wheel: str = ""
    """Whose turns went on: the rule's name, "default"; "" for none."""
    turns: Turns = field(default_factory=dict)
    """Those turns, gone on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """Who takes turns for a lead, before it is said whose turn it is; or the pool that it goes to."""

    pool: str = ""
    why: str = ""
    """For a pool: the reason."""
    wheel: str = ""
    weights: Mapping[str, int] = field(default_factory=dict)
    """By id, in the order in which equals are served."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """By id: the reason that is kept with the lead of whose turn it is."""


def turn(turns: Turns, weights: Mapping[str, int]) -> tuple[str, dict[str, int]]:
    """Whose turn it is among reps with weights, and the turns gone on.

    Each is owed its weight more, whoever is owed most is served and pays the whole round. Who takes no part is owed
    nothing meanwhile, so that nobody comes back from an absence to a heap of leads.
    """
    whole = sum(weights.values())
    owed = {one: turns.get(one, 0) + weight for one, weight in weights.items()}
    served = max(weights, key=lambda one: owed[one])
    return served, {**turns, **owed, served: owed[served] - whole}


def serve(those: Among, wheels: Mapping[str, Turns]) -> Choice:
    """Whose turn it is among those who take turns."""
    if those.pool:
        return Choice(owner=those.pool, reason=those.why)
    served, turns = turn(wheels.get(those.wheel, {}), those.weights)
    return Choice(owner=served, reason=those.reasons[served], wheel=those.wheel, turns=turns)
