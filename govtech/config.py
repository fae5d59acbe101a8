"""The settings of one installation, read from the environment once and frozen."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "GOVTECH_"
PACKAGE = Path(__file__).resolve().parent
BUNDLE = PACKAGE / "_bundle"
"""Templates, specification templates and migrations lie here in a wheel, beside the package in a checkout."""
ROOT = BUNDLE if BUNDLE.is_dir() else PACKAGE.parent
MIB = 1024 * 1024
VAR = Path("var")


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names it and says what to do."""


def _setting(default: Any, text: str) -> Any:
    return field(default=default, metadata={"help": text})


@dataclass(frozen=True)
class Settings:
    """Every setting, its default and, in the metadata, one line for the documentation."""

    data_dir: Path = _setting(VAR, "Folder for the database, files, index and keys.")  # noqa: RUF009
    database_url: str = _setting("", "SQLAlchemy address; SQLite in the data folder unless set.")
    secret_key: str = _setting(
        "", "Signs cookies; made on first start and kept in the data folder unless set."
    )
    base_url: str = _setting(
        "http://127.0.0.1:8000", "Address people use; links in mail and feeds start with it."
    )
    production: bool = _setting(
        default=False, text="Secure cookies, HSTS; the secret key must then come from the environment."
    )
    trusted_hosts: tuple[str, ...] = _setting((), "Host names answered, separated by commas; empty: any.")
    proxies: int = _setting(0, "How many proxies in front are trusted for the caller's address.")
    search: str = _setting("whoosh", "The index engine: whoosh or tantivy.")
    mail_url: str = _setting("", "smtp://user:password@host:port; empty: mail is written to the data folder.")
    mail_from: str = _setting("GovTech Front Osaka <noreply@localhost>", "Sender of mail.")
    timezone: str = _setting("Asia/Tokyo", "Time zone of every time a person reads or types.")
    languages: tuple[str, ...] = _setting(("ja", "en"), "Languages offered, the first one is the default.")
    upload_limit: int = _setting(20 * MIB, "Largest request body in bytes.")
    session_hours: int = _setting(12, "Hours after which a sign-in ends by itself.")
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR.")

    @property
    def index_dir(self) -> Path:
        """Folder of the search index; each engine keeps its own folder in it, so that one can take over."""
        return self.data_dir / "index"

    @property
    def synonyms_file(self) -> Path:
        """The words that mean the same, as coordinators stated them; written by delivery."""
        return self.data_dir / "synonyms.txt"

    @property
    def files_dir(self) -> Path:
        """Folder of uploaded files, named by their hash."""
        return self.data_dir / "files"

    @property
    def documents_dir(self) -> Path:
        """Folder of documents that took long to make; may be emptied at any time."""
        return self.data_dir / "cache" / "documents"

    @property
    def mail_dir(self) -> Path:
        """Folder that mail is written to when no mail server is set."""
        return self.data_dir / "mail"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; SettingsError for an unknown name or a bad value."""
    given = {key: value for key, value in (environ or os.environ).items() if key.startswith(PREFIX)}
    known = {PREFIX + item.name.upper(): item for item in fields(Settings)}
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name in known:
            item = known[name]
            values[item.name] = _parse(name, text, item.default)
        elif not name.startswith(PREFIX + "TEST_"):
            raise SettingsError(f"{name} is not a setting. Known settings: {', '.join(sorted(known))}")
    return _complete(values)


def _parse(name: str, text: str, default: Any) -> Any:
    match default:
        case bool():
            if text.lower() not in {"0", "1", "true", "false", "yes", "no"}:
                raise SettingsError(f"{name}={text!r}: write 1 or 0.")
            return text.lower() in {"1", "true", "yes"}
        case int():
            if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004
                raise SettingsError(f"{name}={text[:40]!r}: write a whole number of at most nine digits.")
            return int(text)
        case tuple():
            return tuple(part.strip() for part in text.split(",") if part.strip())
        case Path():
            return Path(text)
        case _:
            return text


def _complete(values: dict[str, Any]) -> Settings:
    values["data_dir"] = data_dir = Path(values.get("data_dir", "var")).absolute()
    if not values.get("database_url"):
        values["database_url"] = f"sqlite:///{data_dir / 'govtech.db'}"
    if not values["database_url"].startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError(
            "GOVTECH_DATABASE_URL: write sqlite:///path or postgresql+psycopg://user@host/name."
        )
    try:
        make_url(values["database_url"])
    except (ArgumentError, ValueError):
        raise SettingsError("GOVTECH_DATABASE_URL cannot be read as an address.") from None
    _check(values)
    if not values.get("secret_key"):
        if values.get("production"):
            raise SettingsError(
                "GOVTECH_SECRET_KEY is required in production: set 32 or more random characters."
            )
        values["secret_key"] = _kept_key(data_dir)
    if values.get("production") and len(values["secret_key"]) < 32:  # noqa: PLR2004
        raise SettingsError("GOVTECH_SECRET_KEY is too short: set 32 or more random characters.")
    return Settings(**values)


def _check(values: Mapping[str, Any]) -> None:
    if values.get("search", "whoosh") not in {"whoosh", "tantivy"}:
        raise SettingsError(f"GOVTECH_SEARCH={values['search']!r}: write whoosh or tantivy.")
    if not set(values.get("languages", ("ja",))) <= {"ja", "en"} or values.get("languages") == ():
        raise SettingsError("GOVTECH_LANGUAGES: write ja, en or ja,en.")
    if values.get("log_level", "INFO") not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise SettingsError("GOVTECH_LOG_LEVEL: write DEBUG, INFO, WARNING or ERROR.")
    try:
        ZoneInfo(values.get("timezone", "Asia/Tokyo"))
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"GOVTECH_TIMEZONE={values['timezone']!r} is not a time zone.") from None
    for name, schemes in (("base_url", {"http", "https"}), ("mail_url", {"smtp", "smtps", ""})):
        if name in values and _scheme(values[name]) not in schemes:
            raise SettingsError(
                f"GOVTECH_{name.upper()}={values[name]!r}: write {' or '.join(sorted(schemes - {''}))}://…"
            )


def _scheme(address: str) -> str:
    """The scheme of an address; "?" for one whose host or port cannot be read."""
    try:
        parts = urlsplit(address)
        readable = parts.port is None or parts.port > 0
    except ValueError:
        return "?"
    return parts.scheme if readable else "?"


def _kept_key(data_dir: Path) -> str:
    """The key kept in the data folder; made once, even when two processes start together."""
    path = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return path.read_text()
    descriptor, made = tempfile.mkstemp(dir=data_dir)  # readable by its owner alone
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):  # whole or not at all: who comes second must not read half a key
        os.link(made, path)
    Path(made).unlink()
    return path.read_text()
