"""The tables of the run store, and how an older one becomes today's."""

import sqlite3

from graph.text import Refusal

VERSION = 2

TABLES = """
create table runs(
  id text primary key, name text not null, started real not null, finished real,
  state text not null, pid integer not null, device text not null, epochs real,
  test_accuracy real, test_loss real, seconds real, text text not null default '',
  file text not null default '', total integer not null default 0,
  parameters integer not null default 0, steps_per_epoch integer not null default 0, best real);
create index runs_by_file on runs(file, started);
create index runs_by_start on runs(started);
create table projects(run text primary key, project blob not null);
create table scalars(
  run text not null, step integer not null, epoch real not null, split text not null,
  loss real not null, accuracy real not null, learning_rate real, rate real);
create index scalars_of_run on scalars(run, step);
create table entries(
  run text not null, at real not null, step integer not null, kind text not null,
  template text not null, "values" text not null, node text not null);
create index entries_of_run on entries(run, step);
create table requests(run text not null, what text not null);
create index requests_of_run on requests(run);
"""
"""Projects stand apart: they are long, and a list of runs does not read them."""

FROM_1 = """
insert into runs(id, name, started, finished, state, pid, device, epochs, test_accuracy,
  test_loss, seconds, text, best)
  select id, name, started, finished, state, pid, device, epochs, test_accuracy,
  test_loss, seconds, text, test_accuracy from old.runs;
insert into projects select id, project from old.runs;
insert into scalars(run, step, epoch, split, loss, accuracy)
  select run, step, epoch, split, loss, accuracy from old.scalars order by rowid;
insert into requests select run, what from old.requests;
"""


class SchemaError(Refusal):
    """A store of a program that is newer than this one."""


def prepare(database: sqlite3.Connection) -> None:
    """Makes the tables where they are missing or old; raises SchemaError and sqlite3.Error."""
    if _version(database) == VERSION:
        return
    database.execute("pragma journal_mode = wal")
    database.execute("begin immediate")
    try:
        _make(database, _version(database))
    except BaseException:
        database.rollback()
        raise
    database.commit()


def _version(database: sqlite3.Connection) -> int:
    (version,) = database.execute("pragma user_version").fetchone()
    return version


def _make(database: sqlite3.Connection, version: int) -> None:
    if version == VERSION:
        return  # another process was quicker
    if version > VERSION:
        raise SchemaError("a newer Convas made them (version {version})", version=version)
    known = database.execute("select name from sqlite_master where type = 'table'").fetchall()
    old = [name for (name,) in known if name in ("runs", "scalars", "requests")]
    for name in old:
        database.execute(f"alter table {name} rename to old_{name}")
    database.execute("drop index if exists scalars_of_run")
    _each(database, TABLES)
    if old:
        _each(database, FROM_1.replace("old.", "old_"))
    for name in reversed(old):
        database.execute(f"drop table old_{name}")
    database.execute(f"pragma user_version = {VERSION}")


def _each(database: sqlite3.Connection, statements: str) -> None:
    """Not executescript, which would commit what was begun."""
    for statement in statements.split(";"):
        if statement.strip():
            database.execute(statement)
