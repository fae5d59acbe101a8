"""The whole server under kill -9: what was acknowledged is kept, on each database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.bench import crash
from tests.conftest import DATABASES
from tests.installation import Installation
from tests.people import HOME_TOWN

EMAIL = "night-shift@example.jp"
WRITES = 90


@pytest.fixture(params=DATABASES)
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Nothing but tables and reference data."""
    if request.param == "sqlite":
        yield Installation(tmp_path)
        return
    with postgres.database(request.getfixturevalue("base_postgresql").server) as address:
        yield Installation(tmp_path, address)


def test_nothing_acknowledged_is_lost(installation: Installation) -> None:
    assert installation.govtech("db", "upgrade").returncode == 0
    added = installation.govtech("user", "add", EMAIL, "--organisation", HOME_TOWN, "--role", "editor")
    password = re.search(r"password (\S+)", added.stdout)
    assert password, added.stdout + added.stderr
    acknowledged, gone = crash.lost(installation, WRITES, EMAIL, password[1])
    assert acknowledged >= WRITES * 2 // 3
    assert not gone
