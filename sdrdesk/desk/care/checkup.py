"""What `sdrdesk doctor` looks at besides the figures: the file, the machine, and what must always hold of a lead."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.intake.batches import UNFINISHED, Batches
from sdrdesk.desk.law.digests import for_reading
from sdrdesk.desk.routing.routes import Routes
from sdrdesk.desk.routing.strays import strays
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import cadence
from sdrdesk.domain.hours import Place, zone
from sdrdesk.domain.playbook import Channel, Stage
from sdrdesk.domain.words import plural
from sdrdesk.errors import StoreError
from sdrdesk.ids import born
from sdrdesk.store import backup, checksums, compiled, driver, leads
from sdrdesk.store.sql import maybe
from sdrdesk.store.store import Unit

SLACK = timedelta(minutes=5)
"""How far clocks of two machines may differ before a log lies in the future."""

OLD = timedelta(days=2)
"""From which age of the newest backup on one is missing."""

YOUNG = timedelta(days=1)
"""A desk that is no older needs no backup yet: opening it takes one each day."""

ROOM = 256 * 1024 * 1024
"""Bytes that should be free beside the file; at least as much again as the file holds, for a backup or an upgrade."""

SECRET = ("", "-wal", "-shm", ".lock", *backup.BESIDE)
"""Endings of the files that nobody but their owner may read."""


Look = Callable[[Seat, bool], "Check"]
"""Looks at one thing of a desk, and mends it if told to and it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at."""

    what: str
    """"file", "rights", "room", "backup", "clock", "zones", "leads", "owners", "imports" or "keys"."""
    is_well: bool
    told: str
    cure: str = ""
    mended: bool = False


def checkup(seat: Seat, *, fix: bool = False) -> tuple[Check, ...]:
    """Look at everything; with `fix`, mend what loses nothing by it: rights, lost touches and dead imports."""
    looks = [look for look in LOOKS if look not in (OF_SERVERS if seat.store.is_file else OF_FILES)]
    # What is mended comes first, so that the file is judged as it is then.
    found = {look: _looked(look, seat, fix) for look in sorted(looks, key=lambda look: look not in MENDED)}
    return tuple(found[look] for look in looks)


def _looked(look: Look, seat: Seat, fix: bool) -> Check:
    """One look; a file too damaged for it is a finding too."""
    try:
        return look(seat, fix)
    except StoreError as error:
        told = f"{error.title}: {error.message}"
        return Check(what=look.__name__.strip("_"), is_well=False, told=told, cure=error.hint)


def _file(seat: Seat, fix: bool) -> Check:
    """Every page and index read, every reference followed."""
    del fix
    path = seat.store.path
    try:
        version = backup.check(path)
    except StoreError as error:
        cure = "Close every desk, then: sdrdesk restore latest"
        return Check(what="file", is_well=False, told=f"{error.title}: {error.message}", cure=cure)
    mode, sync = driver.journal()
    library = driver.sqlite().sqlite_version
    told = f"Read whole and sound: schema {version}, SQLite {library}, journal {mode}, synchronous {sync}"
    return Check(what="file", is_well=True, told=told)


def _rights(seat: Seat, fix: bool) -> Check:
    """Nobody else on the machine may read the file or what lies beside it."""
    open_ones = [path for path in _files(seat) if path.stat().st_mode & 0o077]
    if open_ones and fix:
        for path in open_ones:
            path.chmod(0o600)
    if not open_ones:
        return Check(what="rights", is_well=True, told="Only you can read the files of this desk")
    names = ", ".join(path.name for path in open_ones)
    return Check(what="rights", is_well=fix, told=f"Others could read {names}", cure="chmod 600, or --fix", mended=fix)


def _files(seat: Seat) -> Iterator[Path]:
    """The files of a desk that are there."""
    copies = [str(one.path) for one in backup.listed(seat.store.path)]
    for base in (str(seat.store.path), *copies):
        for ending in SECRET:
            if (path := Path(f"{base}{ending}")).exists():
                yield path


def _room(seat: Seat, fix: bool) -> Check:
    """A full disk refuses logs; a backup needs as much room as the file."""
    del fix
    path = seat.store.path
    free, needed = shutil.disk_usage(path.parent).free, ROOM + path.stat().st_size
    told = f"{free / 1e9:,.1f} GB free beside the file, which holds {path.stat().st_size / 1e6:,.1f} MB"
    return Check(what="room", is_well=free >= needed, told=told, cure="" if free >= needed else "Free some space")


def _backup(seat: Seat, fix: bool) -> Check:
    """There should be one of yesterday, and each as it was taken: who restores must not be the first to find out."""
    del fix
    copies = backup.listed(seat.store.path)
    rotten = [one for one in copies if checksums.changed(one.path)]
    newest = next((one for one in copies if one not in rotten), None)
    told = f"The newest is of {newest.taken_at:%Y-%m-%d %H:%M} UTC" if newest else "There is no backup yet"
    if rotten:
        names = ", ".join(one.path.name for one in rotten)
        told = f"Not as when they were taken: {names}. {told if newest else 'There is no sound one'}"
        return Check(
            what="backup", is_well=False, told=told, cure="Look after the disk, delete them, then: sdrdesk backup"
        )
    now = seat.clock.now()
    if not copies and now - born(seat.store.team_id) < YOUNG:
        told += ", the desk is new; it takes one each day that it is opened, or now: sdrdesk backup --daily"
        return Check(what="backup", is_well=True, told=told)
    is_well = newest is not None and now - newest.taken_at < OLD
    if (unproved := sum(not checksums.file_of(one.path).exists() for one in copies)) and is_well:
        told += f"; {unproved} of {len(copies)} have no checksums, they are of an older sdrdesk"
    return Check(what="backup", is_well=is_well, told=told, cure="" if is_well else "sdrdesk backup --daily")


def _server(seat: Seat, fix: bool) -> Check:
    """A server may be set up so that a power cut takes what it acknowledged."""
    del fix
    if weak := seat.store.weak_settings():
        cure = "Have them set to on in postgresql.conf"
        return Check(what="server", is_well=False, told=f"A power cut may take logs: {', '.join(weak)}", cure=cure)
    return Check(what="server", is_well=True, told="The server keeps what it has acknowledged")


def _clock(seat: Seat, fix: bool) -> Check:
    """Nothing in the log may be later than now: a clock set back makes leads open too late and days count double."""
    del fix
    now = seat.clock.now()
    with seat.store.reading() as unit:
        last = maybe((unit.first(compiled.NEWEST_ACTIVITY) or (None,))[0])
    if last is None or last <= now + SLACK:
        return Check(what="clock", is_well=True, told=f"It is {now:%Y-%m-%d %H:%M} UTC, after everything in the log")
    told = f"The log reaches to {last:%Y-%m-%d %H:%M} UTC, but this machine says {now:%Y-%m-%d %H:%M}"
    return Check(what="clock", is_well=False, told=told, cure="Set this machine's clock")


def _zones(seat: Seat, fix: bool) -> Check:
    """Calling hours need the zone data of every place; a place that is unknown itself asks the rep, which is well."""
    del fix
    with seat.store.reading() as unit:
        keys = [row[0] for row in unit.all(compiled.PLACES)]
    unknown = [key for key in keys if not _resolves(key)]
    if not unknown:
        return Check(what="zones", is_well=True, told=f"The clocks of all {plural(len(keys), 'place')} are known")
    told = f"This machine has no clock for {len(unknown)} of {len(keys)} places: {', '.join(unknown[:5])}"
    return Check(what="zones", is_well=False, told=told, cure="Install sdrdesk anew: its zone data is missing")


def _resolves(key: str) -> bool:
    with contextlib.suppress(Exception):
        return all(zone(name) for name in Place.parse(key).zones)
    return False


def _leads(seat: Seat, fix: bool) -> Check:
    """Every open lead has exactly one next touch; one that has ended has none."""
    with seat.store.writing() if fix else seat.store.reading() as unit:
        stray = [str(row[0]) for row in unit.all(compiled.STRAY_LEADS)]
        for lead_id in stray if fix else ():
            _plan_anew(seat, unit, lead_id)
    if not stray:
        return Check(what="leads", is_well=True, told="Every open lead has one next touch, no ended one has any")
    count = plural(len(stray), "lead")
    told = f"{count} without a next touch, or with one after the end: {', '.join(stray[:5])}"
    return Check(what="leads", is_well=fix, told=told, cure="--fix plans the touch anew", mended=fix)


def _plan_anew(seat: Seat, unit: Unit, lead_id: str) -> None:
    """Give an open lead its next touch, and take it from one that has ended; the log says nothing else of either."""
    record = leads.find(unit, lead_id)
    if record is None:
        return
    if record.standing.stage is Stage.OPEN:
        channel = Channel.CALL if record.row.phone else Channel.EMAIL
        after = cadence.planned_anew(seat.rules, record.place, record.standing, channel, at=seat.clock.now())
    else:
        after = cadence.ended(record.standing, record.standing.stage)
    leads.move(unit, lead_id, after, record.row.grade, record.last)


def _owners(seat: Seat, fix: bool) -> Check:
    """Every open lead is somebody's who may call it, and the playbook's routing names people there are."""
    del fix
    lost, nobody = strays(seat), Routes(seat).nobody()
    if lost:
        count = sum(one.leads for one in lost)
        told = (
            f"Nobody will call {plural(count, 'open lead')}: {'; '.join(f'{one.owner} {one.why}' for one in lost[:5])}"
        )
        return Check(what="owners", is_well=False, told=told, cure=lost[0].cure)
    if nobody:
        told = f"The playbook's routing names {', '.join(nobody)}, which is no login and no group"
        return Check(what="owners", is_well=False, told=told, cure="sdrdesk team set LOGIN --groups ...")
    return Check(what="owners", is_well=True, told="Every open lead is somebody's who may call it")


def _imports(seat: Seat, fix: bool) -> Check:
    """An import that died leaves rows that nobody sees; the next one sweeps them."""
    batches = Batches(seat, 2000)
    dead = [one for one in batches.listed() if one.state in UNFINISHED]
    if not dead:
        return Check(what="imports", is_well=True, told="No import was left unfinished")
    told = f"{len(dead)} unfinished: {', '.join(one.file_name for one in dead[:5])}"
    if fix:
        with contextlib.suppress(StoreError), batches.alone():
            return Check(what="imports", is_well=True, told=told, mended=True)
        told += "; one is running now"
    return Check(what="imports", is_well=False, told=told, cure="If none is running now: --fix")


def _keys(seat: Seat, fix: bool) -> Check:
    """Without its key nobody can tell who is on a suppression list, and so nobody may be contacted."""
    del fix
    with seat.store.reading() as unit:
        has_any = unit.first(compiled.ANY_SUPPRESSED) is not None
        for_reading(seat, unit)
    told = "The key of the suppression lists is there" if has_any else "Nobody is on a suppression list"
    return Check(what="keys", is_well=True, told=told)


LOOKS: tuple[Look, ...] = (_file, _rights, _room, _backup, _server, _clock, _zones, _leads, _owners, _imports, _keys)
"""What is looked at, in this order."""

MENDED = (_leads, _imports)
"""What writes into the file where it mends."""

OF_FILES = (_file, _rights, _room, _backup)
"""What is looked at only where the desk is a file: whoever runs a server looks after the like of it there."""

OF_SERVERS = (_server,)
"""What is looked at only there."""
