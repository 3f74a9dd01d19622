"""Inputs made from good ones: cut, doubled, spliced, flipped, and salted with what breaks parsers."""

# ruff: noqa: E501 - salt is written as it is

from __future__ import annotations

import random
from collections.abc import Sequence

SALT: tuple[bytes, ...] = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1b[2J", b"\x1b]52;c;x\x07", b"\xe2\x80\xae", b"\xed\xa0\x80",
    b'"', b"'", b"\\", b",", b";", b"\t", b"\r", b"\n", b"\r\n\r\n", b"=", b"{", b"}", b"[", b"]", b"<", b">", b"&", b"%", b"#", b"~",
    b"{{", b"}}", b"{%", b"%}", b"<!--", b"]]>", b"<![CDATA[", b"&#0;", b"&#x110000;", b"&lol;", b"<!DOCTYPE a [",
    b"-1", b"0", b"1e999", b"NaN", b"Infinity", b"9" * 40, b"9" * 5000, b"1e-9", b"0x", b"true", b"null",
    b"[" * 3000, b"{" * 3000, b"(" * 3000, b'{"a":' * 3000, b"a." * 3000, b"<a>" * 3000, b"A" * 70000,
    b"../../../etc/passwd", b"file:///etc/passwd", b"=cmd|' /C calc'!A0", b"'; DROP TABLE lead; --", b"${jndi:x}",
    b"9999-12-31T23:59:59Z", b"0001-01-01", b"2026-02-30", b"24:00", b"23:59:60", b"+14:00", b"-99:99", b"thu 3pm",
    "\u0130\u1e9e\ufb03".encode(), "\u0661\u0662\u0663".encode(), "\u00b2\u2460".encode(), "\U0001d7d8".encode(),
    b"name", b"email", b"phone", b"@", b"a@b.c", b"+1", b"tel:", b"http://a", b"\xc2\xa0", b"\xe2\x80\xa8",
)  # fmt: skip
LONGEST = 200_000


def mutated(dice: random.Random, seeds: Sequence[bytes], words: Sequence[bytes] = ()) -> bytes:
    """One input from the seeds of a target and the words of its format."""
    data = bytearray(dice.choice(seeds))
    for _ in range(dice.choice((0, 1, 1, 2, 3, 5, 9, 20))):
        _edit(dice, data, seeds, words)
    return bytes(data[:LONGEST])


def _edit(dice: random.Random, data: bytearray, seeds: Sequence[bytes], words: Sequence[bytes]) -> None:
    at = dice.randint(0, len(data))
    until = min(len(data), at + dice.choice((1, 1, 2, 4, 16, 64, 512)))
    match dice.randrange(9):
        case 0:
            del data[at:until]
        case 1:
            data[at:at] = data[at:until] * dice.choice((1, 2, 30))
        case 2 | 3:
            data[at : until if dice.random() < 0.5 else at] = dice.choice(SALT)
        case 4 if words:
            data[at : until if dice.random() < 0.5 else at] = dice.choice(words)
        case 5:
            other = dice.choice(seeds)
            cut = dice.randint(0, len(other))
            data[at:until] = other[cut : cut + dice.choice((4, 64, 1024))]
        case 6 if data:
            data[min(at, len(data) - 1)] ^= 1 << dice.randrange(8)
        case 7:
            data[at:until] = dice.randbytes(dice.choice((1, 2, 8)))
        case _:
            lines = bytes(data).split(b"\n")
            dice.shuffle(lines)
            data[:] = b"\n".join(lines)
