"""A disk that is slow to flush, for writes' figures: every fsync and fdatasync takes so much longer.

This machine's disk answers in hundredths of a millisecond, because a cache of its host absorbs the flush; a laptop's
takes one to five. The library is compiled here and now, because it must fit the machine's C library.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

_SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
static struct timespec longer;
__attribute__((constructor)) static void init(void) {
  const char *us = getenv("SDRDESK_SLOW_FLUSH_US");
  longer.tv_nsec = us ? atol(us) * 1000 : 0;
}
int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fsync");
  nanosleep(&longer, 0);
  return real(fd);
}
int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
  nanosleep(&longer, 0);
  return real(fd);
}
"""


def slow_disk(folder: Path) -> Path | None:
    """The library to name in LD_PRELOAD; SDRDESK_SLOW_FLUSH_US says by how much. None where there is no compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    source, library = folder / "slow_disk.c", folder / "slow_disk.so"
    source.write_text(_SOURCE, encoding="utf-8")
    argv = [compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"]
    built = subprocess.run(argv, check=False, capture_output=True)
    return library if built.returncode == 0 else None
