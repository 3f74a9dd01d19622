"""Our folders are where the system wants them."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from sdrdesk import paths


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is asked")
@pytest.mark.parametrize("base", [None, "", "/srv/x"])
def test_the_short_way_agrees_with_platformdirs(base: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Linux the folders are those of platformdirs, with the XDG variables set, empty or missing."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        if base is None:
            monkeypatch.delenv(name)
        else:
            monkeypatch.setenv(name, base)

    assert paths.config_file() == Path(platformdirs.user_config_dir("sdrdesk")) / "config.toml"
    assert paths.default_db() == Path(platformdirs.user_data_dir("sdrdesk")) / "desk.db"
    assert paths.state_file() == Path(platformdirs.user_state_dir("sdrdesk")) / "state.json"


def test_elsewhere_platformdirs_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """On other systems the folders come from platformdirs."""
    monkeypatch.setattr(sys, "platform", "darwin")

    assert paths.config_file().parent == Path(platformdirs.user_config_dir("sdrdesk", appauthor=False))


def test_the_demo_is_another_file() -> None:
    """The demo never touches the team's own database."""
    assert paths.demo_db() != paths.default_db()
    assert paths.downloads().is_absolute()
