"""A PostgreSQL server of one's own in a folder that is thrown away: no port, no password, nobody else's data."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
ACCOUNT = "postgres"
MEMORY, PLENTY = Path("/dev/shm"), 4 * 1024**3


def why_not() -> str | None:
    """Why no server can be started here, or None when one can."""
    if not PROGRAMS and shutil.which("initdb") is None:
        return "PostgreSQL's programs are not on this machine"
    try:
        import psycopg  # noqa: F401 (only whether it is there)
    except ImportError:
        return "psycopg is not installed"
    if os.geteuid() == 0:
        try:
            pwd.getpwnam(ACCOUNT)
        except KeyError:
            return "PostgreSQL refuses root, and there is no account to run it under"
    return None


@contextmanager
def private_server(is_durable: bool = True) -> Iterator[str]:
    """Starts a server and gives its address up to the database's name: `address.format(name)`."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=None if is_durable else _in_memory()))
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT)
    data = folder / "data"
    options = f"-k {folder} -c listen_addresses='' -c max_connections=40 -c shared_buffers=32MB"
    if not is_durable:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    try:
        _run("initdb", "-D", data, "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        _run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://{ACCOUNT}@/{{}}?host={folder}"
        finally:
            _run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> Path | None:
    """A folder in memory where there is plenty: what need not last is made and thrown away faster there."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < PLENTY:
        return None
    return MEMORY


def create_database(address: str, name: str, template: str = "template1") -> str:
    """Makes an empty database, or a copy of another, and gives its address."""
    import psycopg

    host = address.partition("host=")[2]
    with psycopg.connect(host=host, user=ACCOUNT, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return address.format(name)


def _run(program: str, *arguments: object) -> None:
    found = next((str(folder / program) for folder in PROGRAMS if (folder / program).exists()), program)
    command = [found, *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", ACCOUNT, "--", *command]
    # Its output goes nowhere: a server that inherited a pipe would hold it open for as long as it lives.
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/", check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program} ended with {done.returncode}")
