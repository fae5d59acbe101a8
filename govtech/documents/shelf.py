"""Documents that took long to make, kept on disk: made once for each source, bounded in size, rebuilt when lost."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from govtech.documents import typst_writer
from govtech.documents.blocks import Document

EXTENSION: Final = "documents"
"""Where the application keeps its shelf."""
LARGEST: Final = 256 * 1024 * 1024
_START, _END = b"%PDF-", b"%%EOF"
_TAIL = 16


def _whole(path: Path) -> bytes:
    """A file that was kept, b"" when it is not there or broken."""
    with suppress(OSError):
        data = path.read_bytes()
        if data.startswith(_START) and _END in data[-_TAIL:]:
            os.utime(path)  # the oldest to be used is the first to go
            return data
    return b""


class Shelf:
    """A folder of made files under the hash of what they were made from.

    Nobody reads it by address: whoever asks has read the text first, and the hash is of that text. Several processes
    may use one folder: a file appears whole or not at all, one that is gone or broken is made anew, and of two who ask
    for the same at once the second waits for what the first makes.
    """

    def __init__(self, folder: Path, largest: int = LARGEST) -> None:
        self.folder = folder
        self.largest = largest

    def pdf(self, document: Document) -> tuple[bytes, str]:
        """The document as PDF, and the hash of its source, which changes with the text and with how it is set."""
        source = typst_writer.source(document)
        key = hashlib.sha256(f"{typst_writer.edition()}\n{source}".encode()).hexdigest()
        return self._kept(key, lambda: typst_writer.compiled(source)), key

    def _kept(self, key: str, make: Callable[[], bytes]) -> bytes:
        path = self.folder / f"{key}.pdf"
        if data := _whole(path):
            return data
        with self._turn(key):
            data = _whole(path) or make()
            with suppress(OSError):  # a full disk must not cost the reader the file
                self._put(path, data)
        return data

    @contextmanager
    def _turn(self, key: str) -> Iterator[None]:
        """Whoever asks for a file that is being made waits for it, in this process and in others."""
        path = self.folder / f"{key}.lock"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = path.open("w")
        except OSError:  # nobody can be told to wait: made twice is better than not at all
            yield
            return
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                yield
            finally:
                path.unlink(missing_ok=True)

    def _put(self, path: Path, data: bytes) -> None:
        descriptor, temporary = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        self._sweep()

    def _sweep(self) -> None:
        """Remove what was not used for longest until the rest fits; another process may do the same at once."""
        known = []
        for path in self.folder.iterdir():
            with suppress(OSError):
                state = path.stat()
                known.append((state.st_mtime_ns, state.st_size, path))
        total = sum(size for _at, size, _path in known)
        for _at, size, path in sorted(known):
            if total <= self.largest:
                return
            path.unlink(missing_ok=True)
            total -= size
