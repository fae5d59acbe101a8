"""A whole installation in a folder of its own: the command line, the server's processes, and a browser without pages."""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Self
from urllib.parse import urlencode, urlsplit

from govtech.config import ROOT

STARTS_WITHIN = 120
SERVED = range(15_000, 32_000)
"""Ports below those that systems hand out by themselves."""
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Installation:
    """Settings of an installation; its database is SQLite in the folder unless an address is given."""

    folder: Path
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        plain = {key: value for key, value in os.environ.items() if not key.startswith("GOVTECH_")}
        given = {"GOVTECH_DATA_DIR": str(self.folder), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        return {
            **plain,
            **given,
            **({"GOVTECH_DATABASE_URL": self.database_url} if self.database_url else {}),
        }

    def govtech(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        command = [sys.executable, "-m", "govtech.cli", *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, cwd=self.folder
        )

    def prepare(self) -> None:
        """Tables, reference data, demonstration."""
        for arguments in (("db", "upgrade"), ("demo", "load")):
            done = self.govtech(*arguments)
            if done.returncode:
                raise RuntimeError(done.stdout + done.stderr)

    @contextmanager
    def serve(self, *options: str) -> Iterator[Server]:
        """`govtech serve` on a free port, ended afterwards."""
        port = free_port()
        command = [sys.executable, "-m", "govtech.cli", "serve", "--port", str(port), *options]
        with (self.folder / "serve.log").open("ab") as log:
            process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )
            server = Server(port, process)
            try:
                server.wait(self.folder / "serve.log")
                yield server
            finally:
                server.end()


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def wait(self, log: Path) -> None:
        """Until it answers."""
        pause = threading.Event()
        for _turn in range(STARTS_WITHIN * 20):
            if self.process.poll() is not None:
                break
            with closing(Browser(self.port)) as browser:
                try:
                    if browser.get("/healthz").status == 200:
                        return
                except OSError:
                    pause.wait(0.05)
        raise RuntimeError(log.read_text())

    def kill(self) -> None:
        """As a power cut would end it: every process at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """Ask it to stop; insist when it does not."""
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str


class Browser:
    """Just enough of a browser to sign in and send forms: a connection that is kept, cookies, the CSRF token."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookies: SimpleCookie = SimpleCookie()
        self._token = ""

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def request(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Answer:
        """One request, no redirect followed."""
        headers = {"Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in self._cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form) if form is not None else None
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        for header in response.headers.get_all("Set-Cookie", []):
            self._cookies.load(header)
        return Answer(response.status, dict(response.headers), text)

    def get(self, path: str) -> Answer:
        """A page; a token found on it is kept."""
        answer = self.request("GET", path)
        if found := CSRF.search(answer.text):
            self._token = found[1]
        return answer

    def post(self, path: str, **form: str) -> Answer:
        """A form with the token of the page seen last."""
        return self.request("POST", path, {"csrf_token": self._token, **form})

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as a person would."""
        self.get("/signin")
        answer = self.post("/signin", email=email, password=password)
        if answer.status != http.client.SEE_OTHER:
            raise RuntimeError(f"{email} cannot sign in: {answer.status}")
        self.get(urlsplit(answer.headers["Location"]).path)


def free_port() -> int:
    """A port that nobody listens on, and that the system gives to no connection before a server takes it."""
    for port in random.SystemRandom().sample(SERVED, len(SERVED)):
        with closing(socket.socket()) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("every port is taken")
