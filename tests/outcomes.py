"""A seeded file of leads with outcomes of which the truth is known, in the shape that CRMs of schools export them."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

SOURCES = {"Direct Traffic": -0.3, "Google": 0.1, "Olark Chat": -0.5, "Organic Search": 0.0, "Referral Sites": -0.4,
           "Reference": 1.4, "Facebook": -0.6}  # fmt: skip
SHARES = (25, 30, 15, 14, 6, 6, 4)
WORK = {"Unemployed": 0.0, "Working Professional": 1.2, "Student": -0.2}
HEADER = (
    "Prospect ID", "Lead Number", "Lead Origin", "Lead Source", "Do Not Email", "Converted", "TotalVisits",
    "Total Time Spent on Website", "Page Views Per Visit", "Country", "Specialization", "Magazine", "Last Activity",
    "Tags", "Lead Quality", "Asymmetrique Activity Score", "Last Notable Activity",
)  # fmt: skip
"""Five of them, from "Last Activity" on but for none before it, know the outcome."""


def write(path: Path, leads: int, seed: int = 8) -> Path:
    """A file of so many leads, the newest first as such exports are; about a third is won."""
    chance = random.Random(seed)
    rows = [_row(chance, 600_000 + 10 * number) for number in range(leads)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(reversed(rows))
    return path


def _row(chance: random.Random, number: int) -> list[object]:
    source = chance.choices(list(SOURCES), SHARES)[0]
    origin = chance.choice(["API", "Landing Page Submission"])
    visits = min(int(chance.expovariate(1 / 3.5)), 30)
    seconds = int(chance.lognormvariate(5.6, 1.1)) if visits else 0
    no_mail = chance.random() < 0.08
    special = chance.choices(["Select", "Finance Management", "Marketing Management", ""], [3, 3, 3, 1])[0]
    odds = -2.0 + SOURCES[source] + (0.5 if origin == "API" else 0.0) - (1.4 if no_mail else 0.0)
    odds += 0.9 * math.log1p(seconds / 120) + (0.35 if special.endswith("Management") else 0.0)
    won = chance.random() < 1 / (1 + math.exp(-odds))
    told = "SMS Sent" if chance.random() < (0.7 if won else 0.25) else "Email Opened"
    tag = chance.choice(["Will revert after reading the email", "Closed by us"] if won else ["Ringing", "Busy", ""])
    return [
        f"{chance.getrandbits(64):016x}", number, origin, source, "Yes" if no_mail else "No", int(won),
        visits if chance.random() > 0.02 else "", seconds, round(visits / (1 + chance.random()), 2),
        chance.choices(["India", "United States", ""], [6, 1, 3])[0], special, "No", told, tag,
        "High in Relevance" if won and chance.random() < 0.8 else "Worst", chance.randint(13, 17) + 2 * won,
        told,
    ]  # fmt: skip
