"""Lead lists as a marketing team exports them: input for the import's figures.

Made from a seed, so a list of the same size is the same file. Phones come in four ways of writing, one in ten from
abroad; one row in thirty-three is a person who was there before.
"""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from benchmarks.big_store import NOW

HEADER = "First Name,Last Name,Email,Phone,Company,Job Title,Country,State,City,Form Name,Lead Source,Create Date"
FIRST = ("Ada", "Ben", "Cleo", "Dov", "Edda", "Finn", "Gwen", "Hal", "Ines", "Jon", "Kai", "Lea", "Max", "Nia", "Olaf")
LAST = ("Abel", "Brook", "Croft", "Dale", "Elm", "Field", "Grove", "Heath", "Isle", "Jute", "Knoll", "Lake", "Marsh")
TITLES = ("VP Sales", "Head of Sales", "Sales Manager", "Buyer", "CEO", "Director, Operations", "Analyst", "")
PLACES = (
    ("United States", "IL", "Chicago", "312"),
    ("United States", "TX", "Austin", "512"),
    ("United States", "NY", "New York", "212"),
    ("United States", "CA", "San Francisco", "415"),
    ("United States", "FL", "Miami", "305"),
    ("United States", "CO", "Denver", "303"),
    ("Canada", "ON", "Toronto", "416"),
    ("United Kingdom", "", "London", ""),
    ("Germany", "", "Berlin", ""),
)
WEIGHTS = (20, 18, 16, 16, 10, 6, 4, 5, 5)
FORMS = ("Ask for a demo", "Pricing", "Contact us", "Free trial")
ALIAS = {"Ask for a demo": "demo-request"}
"""Which offer a form is, where its words are not the offer's own."""
SOURCES = ("Search", "Webinar", "Newsletter", "Partner")
REPEATED = 33


def write_list(path: Path, rows: int, *, tag: str = "") -> Path:
    """A list of `rows` people at `path`; another `tag` makes other people."""
    rng = random.Random(f"{rows}{tag}")
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\n")
        seen = "\n"
        for number in range(rows):
            line = seen if number % REPEATED == REPEATED - 1 else _line(rng, number, rows, tag)
            seen = line if number % 1000 == 0 else seen
            file.write(line)
    return path


def _line(rng: random.Random, number: int, rows: int, tag: str) -> str:
    first, last = rng.choice(FIRST), f"{rng.choice(LAST)}{number % 977}"
    firm = rng.randrange(max(rows // 5, 10))
    country, state, city, area = rng.choices(PLACES, WEIGHTS)[0]
    exchange, line = 200 + rng.randrange(700), rng.randrange(10_000)
    if area:
        phone = (
            f"({area}) {exchange}-{line:04}",
            f"+1 {area}-{exchange}-{line:04}",
            f"{area}.{exchange}.{line:04}",
            f"{area}{exchange}{line:04}",
        )[rng.randrange(4)]
    elif country == "Germany":
        phone = f"+49 30 {rng.randrange(10_000_000, 99_999_999)}"
    else:
        phone = f"+44 20 7{exchange} {line:04}"
    email = f"{first.lower()}.{last.lower()}{number}@firm{tag}{firm}.example"
    at = NOW - timedelta(minutes=12 * 60 + rng.randrange(30 * 24 * 60))
    title = rng.choice(TITLES)
    title = f'"{title}"' if "," in title else title
    cells = (first, last, email, phone, f"Firm {tag}{firm} Inc.", title, country, state, city)
    return ",".join((*cells, rng.choice(FORMS), rng.choice(SOURCES), f"{at:%Y-%m-%d %H:%M}")) + "\n"
