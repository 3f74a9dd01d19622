"""The disks that a power cut could have left: what was not synced is there, is not, is there in another order, or torn.

Data of a file is on the disk for sure once the file was synced. Names (of new, renamed and removed files) are kept by
one of two rules: `ordered`, as ext4 and xfs do, where a sync of anything brings all names before it, and what is not
there yet is missing from the end; `strict`, all that POSIX promises, where only a sync of the folder counts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from tests.faults.recording import Op

SECTOR = 512
"""What a disk writes whole or not at all."""

Names = Literal["ordered", "strict"]
Image = dict[str, bytes]
"""Files by name."""
Choice = tuple[tuple[int, tuple[bool, ...]], ...]
"""Which of the writes reached the disk, and which sectors of them."""


@dataclass(slots=True)
class _File:
    """What is on the disk of a file, and what may be."""

    data: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, Op]] = field(default_factory=list)
    """Writes since its last sync, numbered."""
    synced: int = 0
    """Up to which call it is on the disk."""


class Disk:
    """A disk on which a record is played, call by call; at any point it can be cut from power."""

    def __init__(self, image: Image, names: Names) -> None:
        """Begin with files that are there for sure."""
        self._rule = names
        self._files = {number: _File(bytearray(data)) for number, data in enumerate(image.values())}
        self._kept = {name: number for number, name in enumerate(image)}
        self._now = dict(self._kept)
        self._changes: list[tuple[int, Op, int]] = []
        """What happened to names and may not be kept yet, with the file concerned."""
        self._count = 0

    def play(self, op: Op) -> None:
        """One more call."""
        self._count += 1
        match op.kind:
            case "W" | "T":
                if op.name not in self._now:
                    self._named(Op("C", op.name, 0, b""))
                self._files[self._now[op.name]].pending.append((self._count, op))
            case "S":
                self._sync(op.name)
            case _:
                self._named(op)

    def _named(self, op: Op) -> None:
        number = self._now.get(op.name, -1)
        if op.kind == "C":
            number = len(self._files)
            self._files[number] = _File()
        if number >= 0:
            self._changes.append((self._count, op, number))
            _rename(self._now, op, number)

    def _sync(self, name: str) -> None:
        if (number := self._now.get(name)) is not None:
            one = self._files[number]
            for _, op in one.pending:
                _write(one.data, op, None)
            one.pending, one.synced = [], self._count
        folder = name if number is None else None
        if self._rule == "ordered" or folder is not None:
            left = []
            for count, op, concerned in self._changes:
                if self._rule == "ordered" or _folder(op.name) == folder or _folder(op.target) == folder:
                    _rename(self._kept, op, concerned)
                else:
                    left.append((count, op, concerned))
            self._changes = left

    # --- what may be left -----------------------------------------------------------------------------------------

    def cuts(self, dice: random.Random, samples: int) -> Iterator[tuple[object, Callable[[], Image]]]:
        """Disks that a cut may leave now: nothing that is not sure, everything, and mixtures.

        Each with its key, and built only when it is asked for: of most the key was seen before.
        """
        for how in ("none", "all", *("some",) * samples):
            names, chosen_names = self._cut_names(dice, how)
            picked = {number: self._pick(dice, how, self._files[number]) for number in set(names.values())}
            key = (chosen_names, tuple(sorted((n, self._files[n].synced, pick) for n, pick in picked.items())))
            yield key, partial(self._image, names, picked)

    def _image(self, names: dict[str, int], picked: dict[int, Choice]) -> Image:
        return {name: self._built(number, picked[number]) for name, number in names.items()}

    def _cut_names(self, dice: random.Random, how: str) -> tuple[dict[str, int], tuple[int, ...]]:
        if how == "none":
            kept = []
        elif how == "all":
            kept = self._changes
        elif self._rule == "ordered":
            kept = self._changes[: dice.randint(0, len(self._changes))]
        else:
            kept = [one for one in self._changes if dice.random() < 0.5]
        names = dict(self._kept)
        for _, op, number in kept:
            _rename(names, op, number)
        return names, tuple(sorted((*names.values(), -1, *(count for count, _, _ in kept))))

    def _pick(self, dice: random.Random, how: str, one: _File) -> Choice:
        if how == "none":
            return ()
        whole = [(count, op) for count, op in one.pending if how == "all" or dice.random() < 0.5]
        return tuple((count, _torn(dice, op) if how == "some" else ()) for count, op in whole)

    def _built(self, number: int, pick: Choice) -> bytes:
        one = self._files[number]
        if not pick:
            return bytes(one.data)
        data, writes = bytearray(one.data), dict(one.pending)
        for count, sectors in pick:
            _write(data, writes[count], sectors)
        return bytes(data)


def _torn(dice: random.Random, op: Op) -> tuple[bool, ...]:
    """Which sectors of a write reached the disk; empty for all."""
    if op.kind != "W" or len(op.data) <= SECTOR or dice.random() < 0.5:
        return ()
    return tuple(dice.random() < 0.7 for _ in range(0, len(op.data), SECTOR))


def _write(data: bytearray, op: Op, sectors: tuple[bool, ...] | None) -> None:
    """Do a write to what is there."""
    if op.kind == "T":
        del data[op.offset :]
        data.extend(bytes(op.offset - len(data)))
        return
    pieces = [(op.offset, op.data)]
    if sectors:
        starts = [at * SECTOR for at, is_there in enumerate(sectors) if is_there]
        pieces = [(op.offset + start, op.data[start : start + SECTOR]) for start in starts]
    for at, piece in pieces:
        data.extend(bytes(max(0, at - len(data))))
        data[at : at + len(piece)] = piece


def _rename(names: dict[str, int], op: Op, number: int) -> None:
    """Do to names what a call does."""
    match op.kind:
        case "C":
            names[op.name] = number
        case "U" if names.get(op.name) == number:
            del names[op.name]
        case "R":
            if names.get(op.name) == number:
                del names[op.name]
            names[op.target] = number
        case "L":
            names[op.target] = number


def _folder(name: str) -> str:
    return name.rpartition("/")[0] or "."
