"""A real Chromium before a real server with demonstration content of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    StorageState,
    expect,
    sync_playwright,
)

from govtech.accounts import services
from govtech.core import db
from govtech.core.db import session, unit_of_work
from govtech.core.policy import SYSTEM, Role
from govtech.demo import accounts
from govtech.organisations.models import Organisation
from tests.installation import Installation, Server

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 15_000
"""Milliseconds that a loaded machine is given for an act, and for a page to show what it brought about."""

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with the demonstration content."""
    made = Installation(tmp_path_factory.mktemp("installation"))
    made.prepare()
    return made


@pytest.fixture(scope="session")
def server(installation: Installation) -> Iterator[Server]:
    """`govtech serve`, delivery included, as in production."""
    with installation.serve("--workers", "1") as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright without its own browsers."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The Chromium of $CHROMIUM, or the one that is installed."""
    path = os.environ.get("CHROMIUM") or next(
        (found for name in NAMES if (found := shutil.which(name))), None
    )
    assert path, "No Chromium: run the tests with `make test`, or set CHROMIUM."
    browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield browser
    browser.close()


@dataclass(frozen=True)
class Visit:
    """How somebody looks at the pages."""

    language: str = "ja"
    width: str = "desktop"
    javascript: bool = True

    def options(self, address: str) -> dict[str, object]:
        """Options of a browser context."""
        return {
            "base_url": address,
            "locale": {"ja": "ja-JP", "en": "en-US"}[self.language],
            "timezone_id": "Asia/Tokyo",
            "viewport": PHONE if self.width == "phone" else DESKTOP,
            "java_script_enabled": self.javascript,
        }


Opening = Callable[..., Page]


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """What a browser keeps of a sign-in, by address: each person signs in through the form once."""
    return {}


@pytest.fixture
def opening(chromium: Browser, server: Server, signed_in: dict[str, StorageState]) -> Iterator[Opening]:
    """`opening("editor@toyonaka.example", width="phone", language="en", javascript=False)`: an empty page, signed in.

    Console errors and failed requests of our own pages are failures of the test.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(email: str | None = None, **visit: object) -> Page:
        options = Visit(**visit).options(server.address)
        context = chromium.new_context(**options, storage_state=signed_in.get(email or ""))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda request: troubles.append(f"{request.url}: {request.failure}"))
        page.on("console", lambda message: _note(message, troubles))
        if email and email not in signed_in:
            sign_in(page, email)
            signed_in[email] = context.storage_state()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not [line for line in troubles if "ERR_ABORTED" not in line]


def _note(message: object, troubles: list[str]) -> None:
    """Errors on the console, but for the browser's own note on an answer of 4xx, which is ours to give."""
    if message.type == "error" and "the server responded with a status of 4" not in message.text:
        troubles.append(f"{message.location.get('url')}: {message.text}")


def sign_in(page: Page, email: str) -> None:
    """Sign in as a person does."""
    page.goto("/signin")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(accounts.PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/signin" not in address)


def member(installation: Installation, code: str, role: Role, name: str) -> str:
    """The address of a new member of a town that has nobody in the demonstration; the password is everybody's."""
    email = f"{name}-{code}@town.example"
    engine = db.make_engine(f"sqlite:///{installation.folder / 'govtech.db'}")
    db.configure(engine)
    with unit_of_work():
        town = session.get_one(Organisation, code)
        services.add_member(SYSTEM, town, email, role, services.PersonData(name, accounts.PASSWORD))
    session.remove()
    engine.dispose()
    return email
