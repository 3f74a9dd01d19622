"""The keymap of one desk: what the settings say, checked against its playbook; the lines are those of the file."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from sdrdesk import paths
from sdrdesk.domain.playbook import On, Playbook
from sdrdesk.tui.keymap import Keymap
from sdrdesk.tui.keymap_check import letters, read_keymap


def read_for(playbook: Playbook, preset: str, own: Mapping[str, Any]) -> tuple[Keymap, tuple[str, ...]]:
    """The keymap on a desk with this playbook, and what is wrong with the settings; see `read_keymap`."""
    where = ""
    if own:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            where = paths.config_file().read_text(encoding="utf-8-sig")
    outcomes = letters((rule.key, rule.on is On.MEETING) for rule in playbook.outcomes.values())
    return read_keymap(preset, own, outcomes, where)
