"""`make run` and the server say what is wrong with a port before anything is set up or loaded."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from govtech.config import ROOT


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def _run(port: str, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PORT": port},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_port_that_is_taken_is_told_with_another_one(taken: int) -> None:
    done = _run(str(taken), "setup/run.py")
    assert done.returncode == 1
    assert f"port {taken} is taken" in done.stderr
    assert f"PORT={taken + 1} make run" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_what_is_no_port_is_told(port: str) -> None:
    done = _run(port, "setup/run.py")
    assert done.returncode == 1
    assert f"PORT={port}" in done.stderr
    assert "\n" not in done.stderr.strip()


def test_the_server_says_so_too(taken: int) -> None:
    done = _run("", "-m", "govtech.cli", "serve", "--port", str(taken))
    assert done.returncode == 2
    assert f"--port {taken + 1}" in done.stderr
