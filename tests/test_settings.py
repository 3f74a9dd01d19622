"""Settings come from the command line, else the environment, else the file; what does not fit is named."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from sdrdesk import paths, state
from sdrdesk.errors import BadInput
from sdrdesk.settings import Settings, choose, read_settings, told


def write(text: str | bytes) -> Path:
    """The user's file with this text."""
    file = paths.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_without_anything_the_defaults_hold() -> None:
    """No file, no variable, no option: the defaults, and each says so."""
    settings, sources = read_settings({}, {})

    assert settings == Settings()
    assert settings.database == paths.default_db()
    assert settings.downloads_path == paths.downloads()
    assert set(sources.values()) == {"default"}


def test_the_nearer_source_wins() -> None:
    """Command line over variable over file over default, and each says where it comes from."""
    file = write('theme = "dark"\nrep = "ana"\ndb = "a.db"\nbell = true\n')

    settings, sources = read_settings({"db": "c.db", "rep": None}, {"SDRDESK_DB": "b.db", "SDRDESK_REP": "ben"})

    assert (settings.theme, settings.rep, settings.db, settings.bell) == ("dark", "ben", "c.db", True)
    assert sources["theme"] == f"file {file}"
    assert sources["rep"] == "variable SDRDESK_REP"
    assert sources["db"] == "command line"
    assert sources["downloads"] == "default"


def test_an_empty_variable_says_nothing() -> None:
    """A variable that is set to nothing does not hide the file."""
    write('rep = "ana"\n')

    assert read_settings({}, {"SDRDESK_REP": ""})[0].rep == "ana"


@pytest.mark.parametrize(("word", "meant"), [("1", True), ("YES", True), ("off", False), ("0", False)])
def test_the_bell_is_yes_or_no(word: str, meant: bool) -> None:
    """A variable rings the bell by 1, true, yes or on, and stills it by their opposites."""
    assert read_settings({}, {"SDRDESK_BELL": word})[0].bell is meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('teme = "dark"', 'Did you mean "theme"?'),
        (
            "zzz = 1",
            "There are: db, rep, dial_command, bell, notices, backups, morning, lock_minutes, theme, keymap, keys",
        ),
        ("theme = 3", "theme is not text"),
        ('theme = "blue"', "auto, dark, light, colour-blind, contrast, ansi"),
        ("bell = 2", "true or false"),
        ("lock_minutes = true", "from 0 to 1440"),
        ("lock_minutes = 2000", "from 0 to 1440"),
        ('bell = "perhaps"', "true or false"),
        ("theme", "not valid TOML"),
        ("db = " + "9" * 5000, "more than settings can"),
        ("db = " + "[" * 3000, "more than settings can"),
        ('rep = "a\\u0000"', "NUL"),
        (b"rep = '\xff'", "cannot be read"),
    ],
)
def test_what_does_not_fit_names_the_file(text: str | bytes, said: str) -> None:
    """A key nobody knows and a value that does not fit name the file and the cure."""
    file = write(text)

    with pytest.raises(BadInput) as refused:
        read_settings({}, {})

    assert str(file) in str(refused.value)
    assert said in str(refused.value)


def test_a_database_is_a_file_or_a_server() -> None:
    """A SQLite URL is its file, a PostgreSQL URL a server whose password is never shown; another kind is refused."""
    assert Settings(db="sqlite:////srv/desk.db").database == Path("/srv/desk.db")
    assert Settings(db="~/desk.db").database == Path.home() / "desk.db"
    server = Settings(db="postgresql://ana:secret@host.test/desk?sslmode=verify-full&password=secret").database
    assert str(server) == "postgresql://ana@host.test/desk?sslmode=verify-full"
    with pytest.raises(BadInput, match="mysql databases are not served"):
        _ = Settings(db="mysql://ana:secret@host.test/desk").database


def test_what_was_chosen_on_the_screen_holds_until_the_file_says_otherwise() -> None:
    """Chosen values win over defaults and lose to everything the user wrote; the user's file stays as it is."""
    assert choose("theme", "contrast")
    assert choose("bell", True)
    settings, sources = read_settings({}, {})
    assert (settings.theme, settings.bell) == ("contrast", True)
    assert sources["theme"] == "settings screen"
    file = write('theme = "light"\n')

    settings, sources = read_settings({}, {})

    assert (settings.theme, settings.bell) == ("light", True)
    assert sources["theme"] == f"file {file}"
    assert file.read_text() == 'theme = "light"\n'
    choose("bell", None)
    assert read_settings({}, {})[0].bell is False


def test_a_broken_memory_never_stops_a_start() -> None:
    """What does not fit any more, or may not be chosen there, counts as not chosen."""
    state.keep("settings", theme="pink", bell="perhaps", dial_command="rm -rf /", lock_minutes=0)
    assert read_settings({}, {})[0] == Settings()
    paths.state_file().write_text("{", encoding="utf-8")

    assert read_settings({}, {})[0] == Settings()


def test_every_setting_is_told() -> None:
    """Each has its sentence, which the settings screen shows."""
    assert set(told()) == {one.name for one in fields(Settings)}
    assert all(len(words) > 10 for words in told().values())


def test_keys_are_a_table_of_the_file() -> None:
    """Commands with their keys, as they stand; anything else is refused."""
    write('[keys]\n"lead.snooze" = "S"\n')
    assert read_settings({}, {"SDRDESK_KEYS": "x"})[0].keys == {"lead.snooze": "S"}
    write('keys = "vim"\n')

    with pytest.raises(BadInput, match="keys is no table"):
        read_settings({}, {})
