"""Experiments: which of two ways to say a thing each lead hears. The same lead always hears the same one."""

from __future__ import annotations

from sdrdesk.dataclasses import dataclass
from sdrdesk.digest import sha256
from sdrdesk.domain.playbook import Playbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What one lead hears of one experiment."""

    experiment: str
    label: str
    about: str
    """"opening" or "ask"."""
    arm: str
    """"a" or "b"."""
    text: str


def variants_of(playbook: Playbook, lead_id: str, kind: str) -> tuple[Variant, ...]:
    """What a lead of a kind of offer hears of every experiment that its kind takes part in."""
    found = []
    for key, one in playbook.variants.experiments.items():
        if one.kinds and kind not in one.kinds:
            continue
        arm = "ab"[sha256(f"{key}\x1f{lead_id}".encode()).digest()[0] & 1]
        text = one.a if arm == "a" else one.b
        found.append(Variant(experiment=key, label=one.label, about=one.about, arm=arm, text=text))
    return tuple(found)


def written(variants: tuple[Variant, ...]) -> str:
    """As an activity keeps it: "first_sentence=a,meeting_ask=b"."""
    return ",".join(f"{one.experiment}={one.arm}" for one in variants)


def read(text: str) -> dict[str, str]:
    """The arm of each experiment, as `written` kept it."""
    return dict(part.split("=", 1) for part in text.split(",") if "=" in part)
