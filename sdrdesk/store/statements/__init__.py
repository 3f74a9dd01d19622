"""Every statement the desk runs, as SQLAlchemy Core over the tables.

`make statements` writes their text to `compiled.py` for SQLite and to `compiled_pg.py` for PostgreSQL; that is what
runs. A statement is an upper-case constant of a module here; `compiled.NAME` is the same in text.

Every one names the team, and every one that reads leads passes `base.live`, so that an import in progress stays unseen.
"""
