"""The folder of an index: its version stamp, the generation in use, the locks of its writers, its checks."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_MANIFEST: Final = "manifest.json"
_MARK: Final = "damaged"
_PENDING: Final = "pending.jsonl"
_MOST_PENDING: Final = 50_000_000
_SUMS: Final = "sums.json"
_GENERATION: Final = "generation-"
_SMALL_ENOUGH_TO_READ: Final = 64 * 1024 * 1024


class Damaged(Exception):
    """The files of an index are not what was written; the message says which."""


@dataclass(frozen=True)
class Manifest:
    """What an index folder says about itself: the version it was made with and the generation in use."""

    version: str
    generation: str


class Folder:
    """An index folder: `manifest.json`, one folder for each generation, lock files, pending changes.

    A generation is one complete index. A rebuild writes a new one beside the one in use and then points the
    manifest at it in one rename, so readers see either the old or the new and never half of one.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._manifest_path = str(self.path / _MANIFEST)
        self._mark_path = str(self.path / _MARK)
        self._seen = (0, 0)
        self._manifest: Manifest | None = None

    # -- the manifest

    def manifest(self) -> Manifest | None:
        """The manifest, or None where there is none that can be read."""
        path = self._manifest_path
        try:
            found = os.stat(path)  # noqa: PTH116 (asked with every query)
            seen = (found.st_mtime_ns, found.st_ino)
            if seen != self._seen:
                with open(path, encoding="utf-8") as file:  # noqa: PTH123 (asked with every query)
                    plain = json.load(file)
                self._manifest = Manifest(version=str(plain["version"]), generation=str(plain["generation"]))
                self._seen = seen
        except (OSError, ValueError, KeyError, TypeError):
            self._manifest, self._seen = None, (0, 0)
        return self._manifest

    def generation(self, manifest: Manifest) -> Path:
        """The folder of the generation in use."""
        return self.path / Path(manifest.generation).name

    def begin(self) -> Path:
        """A new, empty generation folder beside the others."""
        self.path.mkdir(parents=True, exist_ok=True)
        numbers = [int(entry.name.removeprefix(_GENERATION)) for entry in self._generations()]
        fresh = self.path / f"{_GENERATION}{max(numbers, default=0) + 1}"
        fresh.mkdir()
        return fresh

    def switch(self, generation: Path, version: str) -> None:
        """Makes a finished and sealed generation the one in use, durably, and sweeps what is no longer needed."""
        replace_file(self.path / _MANIFEST, {"version": version, "generation": generation.name})
        for leftover in (self.path / _MARK, self.path / _PENDING):
            leftover.unlink(missing_ok=True)
        self.sweep()

    def sweep(self) -> list[str]:
        """Removes generations that are not in use (left by a rebuild that was killed); says which."""
        manifest = self.manifest()
        unused = [entry for entry in self._generations() if manifest and entry.name != manifest.generation]
        for entry in unused:
            shutil.rmtree(entry, ignore_errors=True)
        return [entry.name for entry in unused]

    def _generations(self) -> list[Path]:
        if not self.path.is_dir():
            return []
        found = [entry for entry in self.path.iterdir() if entry.name.startswith(_GENERATION)]
        return [entry for entry in found if entry.name.removeprefix(_GENERATION).isdigit()]

    # -- locks: held by the process, freed by the system when it dies

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Waits until no other process writes, then holds the writer's lock."""
        with self._locked("writer.lock", fcntl.LOCK_EX):
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Holds the lock of the one rebuild that may run."""
        with self._locked("rebuild.lock", fcntl.LOCK_EX):
            yield

    def is_rebuilding(self) -> bool:
        """Whether some process holds the lock of the rebuild."""
        try:
            with (self.path / "rebuild.lock").open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return False
        except BlockingIOError:
            return True
        except OSError:
            return False

    @contextmanager
    def _locked(self, name: str, kind: int) -> Iterator[None]:
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / name).open("ab") as lock:
            fcntl.flock(lock, kind)
            yield

    # -- changes that arrive while a rebuild runs, or while another engine is in use

    @contextmanager
    def pending(self) -> Iterator[None]:
        """Holds the lock of the changes noted."""
        with self._locked("pending.lock", fcntl.LOCK_EX):
            yield

    def others(self) -> list[Folder]:
        """The folders of other engines beside this one that are kept up to date for a change of engine."""
        beside = [Folder(path.parent) for path in self.path.parent.glob("*/rebuild.lock")]
        return [
            folder
            for folder in beside
            if folder.path != self.path and (folder.manifest() is not None or folder.is_rebuilding())
        ]

    def has_pending(self) -> bool:
        """Whether changes have been noted."""
        return (self.path / _PENDING).exists()

    def note_pending(self, put: list[dict[str, Any]], drop: list[str]) -> None:
        """Writes changes down for whoever rebuilds or opens the index next.

        An index for which too much has been noted is given up: its next user rebuilds it.
        """
        with self.pending():
            path = self.path / _PENDING
            with path.open("a", encoding="utf-8") as pending:
                pending.write(json.dumps({"put": put, "drop": drop}, ensure_ascii=True) + "\n")
            if path.stat().st_size > _MOST_PENDING and not self.is_rebuilding():
                (self.path / _MANIFEST).unlink(missing_ok=True)
                path.unlink()

    def take_pending(self) -> list[tuple[list[dict[str, Any]], list[str]]]:
        """The changes noted since the rebuild began, in order; a line that was cut off ends them."""
        changes: list[tuple[list[dict[str, Any]], list[str]]] = []
        try:
            lines = (self.path / _PENDING).read_text("utf-8").splitlines()
        except OSError:
            return changes
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:
                break
            changes.append((entry["put"], entry["drop"]))
        return changes

    def clear_pending(self) -> None:
        """Forgets the changes of an earlier rebuild that did not finish."""
        (self.path / _PENDING).unlink(missing_ok=True)

    # -- trouble

    def mark_damaged(self, reason: str) -> None:
        """Remembers, for every process, that the index in use cannot be relied on."""
        try:
            (self.path / _MARK).write_text(reason[:500], "utf-8")
        except OSError:
            return

    def damage(self) -> str:
        """Why the index was marked as damaged, empty when it was not."""
        if not os.path.exists(self._mark_path):  # noqa: PTH110 (asked with every query)
            return ""
        try:
            return (self.path / _MARK).read_text("utf-8") or "damaged"
        except OSError:
            return "damaged"

    def size(self) -> int:
        """Bytes of the generation in use."""
        manifest = self.manifest()
        return 0 if manifest is None else sum(size for _, size in _files(self.generation(manifest)))


def seal(generation: Path, changing: frozenset[str]) -> None:
    """Makes a commit durable and notes size and checksum of each of its files that is never rewritten.

    `changing` are the names, or beginnings of names, of files that the engine itself replaces and checks.
    """
    known = _sums(generation)
    sums = {}
    for name, size in _files(generation):
        if not _is_changing(name, changing):
            old = known.get(name)
            if old is None or old[0] != size:
                _fsync(generation / name)
                old = [size, _checksum(generation / name)]
            sums[name] = old
        elif name != _SUMS:
            _fsync(generation / name)
    _fsync(generation)
    replace_file(generation / _SUMS, sums, durably=False)


def check(generation: Path, *, thoroughly: bool = False) -> None:
    """Raises Damaged when a sealed file has changed; a large index is compared by size alone unless told."""
    present = dict(_files(generation))
    read = thoroughly or sum(present.values()) <= _SMALL_ENOUGH_TO_READ
    for name, (size, checksum) in _sums(generation).items():
        if name not in present:
            continue
        if present[name] != size or (read and _checksum(generation / name) != checksum):
            raise Damaged(f"{name} is not as it was written")


def _is_changing(name: str, changing: frozenset[str]) -> bool:
    return name == _SUMS or name.startswith(".") or any(name.startswith(part) for part in changing)


def _sums(generation: Path) -> dict[str, list[int]]:
    try:
        return dict(json.loads((generation / _SUMS).read_text("utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Damaged(f"{_SUMS}: {error}") from error


def _files(generation: Path) -> list[tuple[str, int]]:
    found = []
    try:
        with os.scandir(generation) as entries:
            for entry in entries:
                try:
                    if entry.is_file():
                        found.append((entry.name, entry.stat().st_size))
                except FileNotFoundError:
                    continue
    except FileNotFoundError:
        return []
    return found


def _checksum(path: Path) -> int:
    total = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            total = zlib.crc32(block, total)
    return total


def replace_file(path: Path, plain: object, *, durably: bool = True) -> None:
    """Writes JSON so that a reader finds the old text or the new, whole; `durably` through a loss of power too."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(plain, file)
        if durably:
            file.flush()
            os.fsync(file.fileno())
    beside.replace(path)
    if durably:
        _fsync(path.parent)


def _fsync(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
