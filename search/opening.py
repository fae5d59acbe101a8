"""The index of a folder on its way to its readers: opened, watched for damage, its condition told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import TypeVar

from search import analysis
from search.backend import Backend
from search.folder import Damaged, Folder, Manifest, check
from search.results import State, Status
from search.synonyms import Synonyms

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


class Unusable(Exception):
    """There is no index that could answer; says in what condition it is."""

    def __init__(self, state: State = State.DAMAGED, problem: str = "") -> None:
        super().__init__(problem)
        self.state = state


class OpenIndex:
    """The generation in use of an index folder, opened once and again when another takes its place."""

    def __init__(self, backend: type[Backend], path: str | Path, synonyms: Path | None = None) -> None:
        self._backend = backend
        self._synonyms = Synonyms(synonyms)
        self._folder = Folder(Path(path) / backend.name)
        self._version = f"{backend.name}-{backend.version}/{analysis.stamp()}"
        self._lock = RLock()
        self._index: Backend | None = None
        self._opened: str = ""
        self._swept: str = ""
        self._problem = ""

    @property
    def name(self) -> str:
        """The name of the backend, as the setting has it."""
        return self._backend.name

    # -- condition

    def status(self, *, thoroughly: bool = False) -> Status:
        """The condition of the index; `thoroughly` reads every file and compares it with what was written."""
        manifest = self._folder.manifest()
        state, problem, documents = State.READY, self._problem, 0
        try:
            if thoroughly and manifest:
                self._check(manifest)
            documents = self._using(lambda index: index.documents())
        except Unusable as unusable:
            state, problem = unusable.state, str(unusable)
        if self._folder.is_rebuilding():
            state = State.REBUILDING
        return Status(
            engine=self.name,
            path=str(self._folder.path),
            state=state,
            documents=documents,
            size_bytes=self._folder.size(),
            version=manifest.version if manifest else "",
            changed=self._changed(manifest),
            problem=problem,
        )

    def _check(self, manifest: Manifest) -> None:
        try:
            check(self._folder.generation(manifest), thoroughly=True)
        except Damaged as error:
            self._found_damaged(error)

    def _using(self, ask: Callable[[Backend], T]) -> T:
        """What the index in use answers; asked once more when another took its place meanwhile.

        Raises Unusable when there is none or it fails; a failure is looked into, and damage remembered.
        """
        manifest = self._folder.manifest()
        try:
            return ask(self._open())
        except Unusable:
            if self._folder.manifest() == manifest:
                raise
        except Exception as error:
            if self._folder.manifest() == manifest:
                self._look_for_damage(error)
                raise Unusable(State.DAMAGED, self._folder.damage() or str(error)) from error
        return ask(self._open())

    def _changed(self, manifest: Manifest | None) -> datetime | None:
        try:
            generation = self._folder.generation(manifest) if manifest else self._folder.path
            return datetime.fromtimestamp(generation.stat().st_mtime, UTC)
        except OSError:
            return None

    def close(self) -> None:
        """Lets go of files; the engine opens them again when it is asked."""
        with self._lock:
            if self._index is not None:
                self._index.close()
            self._index, self._opened = None, ""

    # -- opening

    def _open(self, *, is_writing: bool = False) -> Backend:
        """The generation in use, opened when it is another than before.

        `is_writing` says that the caller holds the writer's lock and itself takes in what was noted.
        """
        manifest = self._folder.manifest()
        if manifest is None:
            raise Unusable(State.MISSING, "there is no index yet")
        if manifest.version != self._version:
            raise Unusable(State.OUTDATED, f"made by {manifest.version}, this is {self._version}")
        if reason := self._folder.damage():
            raise Unusable(State.DAMAGED, reason)
        with self._lock:
            is_fresh = self._index is None or self._opened != manifest.generation
            index = self._open_generation(manifest) if self._index is None or is_fresh else self._index
            self._index, self._opened = index, manifest.generation
        if is_fresh and not is_writing:
            self._catch_up()
        return index

    def _catch_up(self) -> None:
        """What is done when an index has just been opened."""

    def _open_generation(self, manifest: Manifest) -> Backend:
        generation = self._folder.generation(manifest)
        try:
            check(generation)
            return self._backend.open(generation)
        except Exception as error:
            if self._folder.manifest() != manifest:
                raise Unusable(State.READY, "the index was just replaced") from error
            self._found_damaged(error)
            raise Unusable(State.DAMAGED, str(error)) from error

    def _look_for_damage(self, error: Exception) -> None:
        """After a failure: whether the files are at fault, or else (they are as written) the program."""
        _LOG.error("a query failed on %s", self._folder.path, exc_info=error)
        manifest = self._folder.manifest()
        if manifest is None:
            return
        try:
            check(self._folder.generation(manifest), thoroughly=True)
            self._backend.open(self._folder.generation(manifest)).close()
        except Exception as damage:  # noqa: BLE001 (whatever a damaged file makes of its reader)
            self._found_damaged(damage)

    def _found_damaged(self, error: Exception) -> None:
        """Remembers damage for every process; a failure for want of memory, disk or files is not damage."""
        _LOG.exception("the search index at %s failed", self._folder.path)
        if isinstance(error, FileNotFoundError) or not isinstance(error, OSError | MemoryError):
            self._folder.mark_damaged(f"{type(error).__name__}: {error}")
