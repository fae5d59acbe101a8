"""Mail on its way out: to a server, or into a folder where nobody has set one up."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from govtech.core.clock import now

TIMEOUT = 20
PLAIN = frozenset({"list-unsubscribe"})


class _Policy(EmailPolicy):
    """Lines as SMTP wants them; an address in a header stays in one piece, since nothing decodes it there."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in PLAIN:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")


class Mailer:
    """Sends one letter at a time; a repeat carries the same Message-ID, so that it does no harm."""

    def __init__(self, url: str, sender: str, base_url: str, folder: Path) -> None:
        self.url, self.sender, self.base_url, self.folder = url, sender, base_url.rstrip("/"), folder

    def message(
        self, key: str, to: str, subject: str, body: str, headers: Mapping[str, str] | None = None
    ) -> EmailMessage:
        """The letter as a message; {base_url} becomes the address people use."""
        message = EmailMessage(policy=_POLICY)
        name, address = parseaddr(self.sender)
        message["From"] = Address(name, addr_spec=address)
        local, _at, domain = to.rpartition("@")
        message["To"] = Address(username=local, domain=domain)  # quotes what needs it: a..b@ exists in Japan
        message["Subject"] = " ".join(subject.split())  # every kind of line break, U+2028 too
        message["Date"] = format_datetime(now())
        message["Message-ID"] = f"<{key}@{urlsplit(self.base_url).hostname}>"
        message["Auto-Submitted"] = "auto-generated"
        for name, value in (headers or {}).items():
            message[name] = value.replace("{base_url}", self.base_url)
        message.set_content(
            body.replace("{base_url}", self.base_url) + "\n\n-- \nGovTech Front Osaka\n" + self.base_url
        )
        return message

    def send(
        self, key: str, to: str, subject: str, body: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """Send now; smtplib's errors and OSError pass through, and the caller tries again later."""
        message = self.message(key, to, subject, body, headers)
        if not self.url:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{key}.eml").write_bytes(bytes(message))
            return
        parts = urlsplit(self.url)
        client = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        with client(parts.hostname or "localhost", parts.port or 25, timeout=TIMEOUT) as server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)
