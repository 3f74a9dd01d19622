"""Hostile values, a desk that hands them out in every text field, and what must never reach a terminal."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from sdrdesk.desk.desk import Desk

ESC = "\x1b"

PAYLOADS = {
    "osc52": f"A{ESC}]52;c;TEVBSw=={ESC}\\B",
    "osc52_bel": f"A{ESC}]52;c;TEVBSw==\x07B",
    "osc52_read": f"A{ESC}]52;c;?{ESC}\\B",
    "osc4_query": f"A{ESC}]4;1;?{ESC}\\B",
    "osc_open": f"A{ESC}]0;never closed",
    "csi_clear": f"A{ESC}[2;7JB",
    "csi_query": f"A{ESC}[16nB",
    "da2_query": f"A{ESC}[>cB",
    "osc8": f"A{ESC}]8;;http://evil.example{ESC}\\clickB",
    "title": f"A{ESC}]0;PWNED{ESC}\\B",
    "dcs": f"A{ESC}P+q544e{ESC}\\B",
    "c1_csi": "A\x9b2;7JB",
    "c1_osc": "A\x9d52;c;TEVBSw==\x9cB",
    "so": "A\x0eB",
    "nul": "A\x00B",
    "bel_bs_cr": "A\x07\x08\rB",
    "del": "A\x7fB",
    "bidi": "A\u202eevil\u2066B",
    "invisible": "A\u200b\ufeffB",
    "breaks": "A\tb\nc\vd\u2028eB",
    "surrogate": "A\ud800B",
    "tag": "A[red]x[/]B",
    "click": "A[@click=app.quit]x[/]B",
    "link": "A[link=http://evil.example]x[/link]B",
    "lone": "A[B",
    "close": "A[/]B",
    "close_red": "A[/red]B",
    "open": "A[bold B",
    "variables": "A[$primary]B $name {0} %s [12:30]",
    "wide": "結衣\u200d👩‍💻 e\u0301",
    "long": "W" * 400,
}

LITERAL = ("tag", "click", "link", "lone", "close", "close_red", "open", "variables")
"""Payloads without anything to take out: the screen shows them as they are."""

LEAKS = (
    b"]52;c;TEVB", b"]52;c;?",
    b"]4;1", b"]8;;http", b"]0;PWNED", b"]0;never", b"[2;7J", b"[16n", b"[>c", b"+q544e", b"\x0e", b"\x7f",
    "\x9b".encode(), "\x9d".encode(), "\u202e".encode(), "\u2066".encode(), "\u200b".encode(), "\ufeff".encode(),
    "\u2028".encode(), b"\xed\xa0\x80",
)  # fmt: skip
"""Bytes that no painted screen holds."""

KEPT = frozenset(
    {
        "lead_id",
        "id",
        "kind",
        "zones",
        "region",
        "key",
        "outcome",
        "asks",
        "last_outcome",
        "zone",
        "uri",
        "grade",
        "login",
        "through",
    }
)
"""Fields that are ours and not text from outside."""


def poison(value: Any, payload: str, depth: int = 0) -> Any:
    """`value` with the payload in every text field."""
    if isinstance(value, tuple):
        return tuple(poison(one, payload, depth + 1) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed: dict[str, Any] = {}
    for field in fields(value):
        inner = getattr(value, field.name)
        if type(inner) is str and field.name not in KEPT:
            changed[field.name] = payload
        elif (isinstance(inner, tuple) and field.name != "zones") or is_dataclass(inner):
            changed[field.name] = poison(inner, payload, depth + 1)
    return replace(value, **changed)


class _Part:
    """A part of the desk whose answers are poisoned."""

    def __init__(self, part: Any, payload: str) -> None:
        """Wrap `part`."""
        self._part, self._payload = part, payload

    def __getattr__(self, name: str) -> Any:
        """Its methods, with hostile answers."""
        found = getattr(self._part, name)
        if not callable(found):
            return found

        def called(*args: Any, **values: Any) -> Any:
            return poison(found(*args, **values), self._payload)

        return called


class HostileDesk:
    """A real desk that hands out one payload everywhere."""

    def __init__(self, desk: Desk, payload: str) -> None:
        """Poison what `desk` says with `payload`."""
        self.rep = poison(desk.rep, payload)
        self.playbook, self.clock = desk.playbook, desk.clock
        self.queue: Any = _Part(desk.queue, payload)
        self._real, self._payload = desk, payload

    def __getattr__(self, name: str) -> Any:
        """Every other part, with hostile answers; what is asked of the desk itself (may I?) is answered."""
        found = getattr(self._real, name)
        return found if callable(found) else _Part(found, self._payload)


class MotleyDesk(HostileDesk):
    """A real desk whose list holds one lead for each payload, in list and brief."""

    def __init__(self, desk: Desk) -> None:
        """Poison each lead of `desk` differently."""
        super().__init__(desk, "")
        self.rep, self._desk = desk.rep, desk
        self.queue = self

    def board(self, *_: Any) -> Any:
        """Ready: the first lead, once for each payload."""
        board = self._desk.queue.board()
        rows = (
            poison(replace(board.rows[0], lead_id=f"{index:03}{board.rows[0].lead_id}"), payload)
            for index, payload in enumerate(PAYLOADS.values())
        )
        return replace(board, rows=tuple(rows))

    def brief(self, lead_id: str) -> Any:
        """That lead's brief, with its payload."""
        brief = poison(self._desk.queue.brief(lead_id[3:]), list(PAYLOADS.values())[int(lead_id[:3])])
        return replace(brief, row=replace(brief.row, lead_id=lead_id))

    def changed(self) -> bool:
        """Nobody else is here."""
        return False
