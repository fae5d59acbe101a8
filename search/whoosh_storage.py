"""The folder of a Whoosh index, with every file that a writer opened known, so that none stays open after a failure."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile


class Folder(FileStorage):  # type: ignore[misc]
    """Whoosh's folder; `let_go` closes what a writer that failed has left open."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._created: list[StructFile] = []

    def create_file(self, name: str, *, excl: bool = False, mode: str = "wb", **given: Any) -> StructFile:
        """A new file."""
        created = super().create_file(name, excl=excl, mode=mode, **given)
        self._created.append(created)
        return created

    def temp_storage(self, name: str | None = None) -> Folder:
        """A folder in the folder for a writer's own files."""
        inner = Folder(super().temp_storage(name).folder)
        inner._created = self._created
        return inner

    def forget(self) -> None:
        """Forgets the files of a writer that has finished."""
        self._created.clear()

    def let_go(self) -> None:
        """Closes every file created since; what was not yet written is lost, as it must be."""
        for created in self._created:
            if not created.is_closed:
                with suppress(OSError):
                    created.file.close()
                created.is_closed = True
        self._created.clear()
