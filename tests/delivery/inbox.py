"""A real mail server for tests."""

from __future__ import annotations

import asyncio
import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Inbox:
    """A mail server that keeps what it is given, or refuses."""

    url = ""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.refuse = False

    @property
    def messages(self) -> list[EmailMessage]:
        """What came, as messages."""
        return [email.message_from_bytes(content, policy=policy.default) for content in self.raw]

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a mail, or refuse it."""
        await asyncio.sleep(0)
        if self.refuse:
            return "451 later"
        self.raw.append(envelope.content)
        return "250 OK"

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Inbox]:
        """A server of its own on a free port; `url` is its address."""
        handler = cls()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        controller = Controller(handler, hostname="127.0.0.1", port=port)
        controller.start()
        handler.url = f"smtp://127.0.0.1:{port}"
        try:
            yield handler
        finally:
            controller.stop()
