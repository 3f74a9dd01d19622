"""Programs of others, to stand beside: found in the throwaway environment that `peers.sh` makes, never needed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.goals.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A program of others, ready to be started."""

    version: str
    argv: list[str]
    marker: bytes = b""
    """What its first row shows."""
    env: dict[str, str] = field(default_factory=dict)


def home() -> Path:
    """Where `peers.sh` installs; nothing of it outlives the machine's temporary folder."""
    return Path(os.environ.get("SDRDESK_BENCH_PEERS") or Path(tempfile.gettempdir()) / f"sdrdesk-peers-{os.getuid()}")


def absent(goal: str, what: str, name: str, ours: Sequence[float], unit: str = "ms") -> Result:
    """The row of a peer that is not here: it says so, and judges nothing."""
    return Result(
        goal=goal,
        what=what,
        floor=name,
        ours=statistics.median(ours),
        beside=0,
        limit=None,
        unit=unit,
        note="not installed here, see benchmarks/peers.sh",
    )


def screens(folder: Path) -> dict[str, Peer]:
    """The peers with a screen that are installed, each with something to show, kept under `folder`."""
    found: dict[str, Peer] = {}
    if dooit := _program("dooit"):
        found["dooit"] = Peer(version="3.3.4", argv=[dooit], marker=b"Prospects", env=_dooit(dooit, folder / "dooit"))
    if harlequin := _program("harlequin"):
        file, config = _people(folder / "harlequin"), folder / "harlequin" / "none.toml"
        config.touch()
        argv = [harlequin, "-a", "sqlite", "--config-path", str(config), str(file)]
        found["harlequin"] = Peer(version="2.17.0", argv=argv, marker=b"Catalog")
    if posting := _program("posting"):
        argv = [posting, "--collection", str(_request(folder / "posting"))]
        found["posting"] = Peer(version="2.11.1", argv=argv, marker=b"first-request", env=_own_home(folder / "posting"))
    return found


def visidata(folder: Path, rows: int) -> Peer | None:
    """VisiData on a file of so many rows, if it is installed."""
    program = _program("vd", "visidata")
    if program is None:
        return None
    file = folder / "visidata" / f"{rows}.csv"
    file.parent.mkdir(exist_ok=True)
    lines = (f"Person {number},Company {number % 500},+13125550100,3:12,A" for number in range(rows))
    file.write_text("\n".join(["name,company,phone,due,grade", *lines, ""]))
    return Peer(version="3.4", argv=[program, str(file)], marker=b"Person 1", env=_own_home(folder / "visidata"))


def taskwarrior(folder: Path, tasks: int) -> Peer | None:
    """`task next` with so many tasks, if Taskwarrior is installed."""
    unpacked = home() / "debian" / "usr" / "bin" / "task"
    program = shutil.which("task") or (str(unpacked) if unpacked.exists() else None)
    if program is None:
        return None
    env = _own_home(folder / "task")
    data = folder / "task" / "data"
    data.mkdir()
    config = folder / "task" / "taskrc"
    config.write_text(f"data.location={data}\nconfirmation=off\nverbose=nothing\n")
    env |= {"TASKRC": str(config), "TASKDATA": str(data)}
    lines = (
        {"description": f"Call Person {number}", "status": "pending", "priority": "HML"[number % 3], "project": "Sales"}
        for number in range(tasks)
    )
    given = "\n".join(json.dumps(one) for one in lines)
    full = {**os.environ, **env}
    subprocess.run([program, "import", "-"], input=given, text=True, check=True, capture_output=True, env=full)
    version = subprocess.run([program, "--version"], text=True, check=True, capture_output=True, env=full).stdout
    return Peer(version=version.strip(), argv=[program, "next"], env=env)


def sqlite_utils() -> Peer | None:
    """sqlite-utils, if it is installed."""
    program = _program("sqlite-utils")
    return Peer(version="4.2.1", argv=[program]) if program else None


def _program(name: str, environment: str = "") -> str | None:
    """The path of an installed peer."""
    path = home() / (environment or name) / "bin" / name
    return str(path) if path.exists() else None


def _own_home(folder: Path) -> dict[str, str]:
    """An empty home, so that nobody's settings are measured or changed."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    return dict.fromkeys(names, str(folder))


def _people(folder: Path) -> Path:
    """A file of SQLite with a table for harlequin's catalogue."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "people.db"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE IF NOT EXISTS people (name TEXT, company TEXT)")
    return file


def _request(folder: Path) -> Path:
    """A collection of one request for posting."""
    collection = folder / "collection"
    collection.mkdir(parents=True, exist_ok=True)
    (collection / "first.posting.yaml").write_text("name: first-request\nurl: http://127.0.0.1/\n")
    return collection


def _dooit(program: str, folder: Path) -> dict[str, str]:
    """An empty home with one workspace of fifty tasks in it, written by dooit's own tables."""
    env = _own_home(folder)
    python = str(Path(program).with_name("python"))
    subprocess.run([python, "-c", DOOIT_FILL], check=True, capture_output=True, env={**os.environ, **env})
    return env


DOOIT_FILL = """
from dooit.api import Workspace, manager
manager.connect()
if not Workspace.all():
    space = Workspace(description="Prospects")
    space.save()
    for number in range(50):
        todo = space.add_todo()
        todo.description = f"Person {number}"
        todo.save()
"""
