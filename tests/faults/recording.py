"""What a desk wrote, in order: recorder.c compiled, and its log read."""

from __future__ import annotations

import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("recorder.c")
HEAD = struct.Struct("<cHQI")
"""Type, length of the path, offset, length of the data."""
NO_COMPILER = "no C compiler here (gcc or cc): the recorder of writes, tests/faults/recorder.c, cannot be made"


@dataclass(frozen=True, slots=True)
class Op:
    """One call that changed the disk, or asked for it to be kept."""

    kind: str
    """W write, T truncate, S fsync, C create, U unlink, R rename, L link."""
    name: str
    """Path from the desk's folder, "." for the folder itself."""
    offset: int
    data: bytes
    """What was written; for R and L the new name."""

    @property
    def target(self) -> str:
        """The new name."""
        return self.data.decode()


def library(folder: Path) -> Path | None:
    """The recorder, compiled; None without a compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    made = folder / "recorder.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", made, SOURCE, "-ldl"], check=True)
    return made


def read_log(log: Path, folder: Path) -> list[Op]:
    """The calls of a record below a folder."""
    raw, at, ops = log.read_bytes(), 0, []
    while at < len(raw):
        kind, length, offset, size = HEAD.unpack_from(raw, at)
        at += HEAD.size
        path = raw[at : at + length].decode()
        data = raw[at + length : at + length + size]
        at += length + size
        if kind in b"RL":
            data = _below(data.decode(), folder).encode()
        ops.append(Op(kind.decode(), _below(path, folder), offset, data))
    return ops


def _below(path: str, folder: Path) -> str:
    return str(Path(path).relative_to(folder))
