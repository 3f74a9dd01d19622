"""Desks to be hurt: made once, copied for each round or worked on by many."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from sdrdesk.store import backup
from tests.faults.deeds import BUSY_FOR_EVER, Job
from tests.store.test_upgrade import EARLIER, made, rows
from tests.worlds import TUESDAY, World, copy_desk, template

LEADS = 12
"""Maya's leads."""


class Desks:
    """The desks of one run; each job is a second later than the one before, as ids and backups need."""

    def __init__(self, folder: Path) -> None:
        """Keep them in `folder`; what another process has made there is taken."""
        self.folder = folder
        self._count, self._folders = 0, count()
        self._team, self._old = folder / "team" / "desk.db", folder / "old" / "desk.db"
        if not self._team.exists():
            self._made(self._team)
            made(EARLIER[-1], _new(self._old.parent))
        self.shared = self._fresh(self._team)

    @property
    def now(self) -> datetime:
        """The time of the last job."""
        return TUESDAY + timedelta(seconds=self._count)

    @property
    def tables(self) -> set[str]:
        """Every table of the schema that this program writes."""
        return set(rows(self._team))

    def job(self, deed: str, *, times: int = 1, alone: bool = False) -> Job:
        """A job on the desk that the deed needs; `alone` for one that nobody else works on."""
        match deed:
            case _ if alone:
                path = self._fresh(self._team)
            case "migrating":
                path = self._fresh(self._old)
            case "grading" | "restoring":
                path = self._fresh(self._team)
            case _:
                path = self.shared
        job = self.again(Job(deed=deed, path=str(path), now=""), times=times)
        if deed == "restoring":
            backup.take(path, TUESDAY)
            rename(path)
        return job

    def again(self, job: Job, *, times: int = 1) -> Job:
        """The same deed on the same desk a second later, as whoever was cut off would."""
        self._count += 1
        return Job(deed=job.deed, path=job.path, now=self.now.isoformat(), seed=self._count, times=times)

    def renew(self) -> None:
        """Go on with a new desk in the place of the shared one, which has grown."""
        self.drop(self.shared)
        self.shared = self._fresh(self._team)

    def drop(self, path: Path) -> None:
        """Throw a desk away that is done with."""
        if path.parent.name.startswith("round"):
            shutil.rmtree(path.parent)

    def _fresh(self, source: Path) -> Path:
        return copy_desk(source, _new(self.folder / f"round{next(self._folders)}") / "desk.db")

    def _made(self, path: Path) -> None:
        """A team with leads, a locked one, one that files know, and somebody who is suppressed."""
        _new(path.parent)
        shutil.copyfile(template(), path)
        here = World(path, TUESDAY)
        for _ in range(LEADS):
            here.lead()
        here.lead("newsletter", email="known@example.com", phone="", owner="nora", at=TUESDAY - timedelta(days=30))
        here.lead("whitepaper", at=TUESDAY - timedelta(days=2))
        here.nora.suppressing.add("+13125550100")
        here.write(BUSY_FOR_EVER)
        here.close()


def rename(path: Path) -> None:
    """What tells a desk that went on from its backup."""
    here = World(path, TUESDAY)
    here.write("UPDATE team SET name = 'Later' WHERE id = :team")
    here.close()


def _new(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
