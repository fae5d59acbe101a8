"""What happens to an index when writers are killed, files are damaged, disks are full and versions change."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import resource
import signal
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from search.documents import Document
from search.interface import Engine, Query, State, open_engine
from tests.search.conftest import TOWN, document, root

ROUNDS = 20


def total(engine: Engine, text: str = "") -> int:
    return engine.query(Query(text=text)).total


def generation(engine: Engine) -> Path:
    folder = Path(engine.status().path)
    return folder / json.loads((folder / "manifest.json").read_text())["generation"]


def write_until_killed(name: str, path: str, start: int, acknowledged: str) -> None:
    """Applies one document after another and notes the number of each that was acknowledged."""
    engine = open_engine(name, path)
    handle = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number in count(start):
        engine.apply([document(f"need:{number}", f"防災訓練 {number}")])
        os.write(handle, f"{number}\n".encode())


def acknowledged_in(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def test_killed_while_writing_nothing_acknowledged_is_lost(
    engine: Engine, engine_name: str, tmp_path: Path
) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["search.interface"])
    notes = tmp_path / "acknowledged"
    chance = random.Random(3)
    for _ in range(ROUNDS):
        before = acknowledged_in(notes)
        start = max(before, default=-1) + 1
        arguments = (engine_name, str(root(engine)), start, str(notes))
        writer = context.Process(target=write_until_killed, args=arguments)
        writer.start()
        deadline = time.monotonic() + 60
        while len(acknowledged_in(notes)) == len(before) and time.monotonic() < deadline:
            threading.Event().wait(0.005)
        threading.Event().wait(chance.random() * 0.1)
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        fresh = open_engine(engine_name, root(engine))
        done = acknowledged_in(notes)
        assert fresh.status(thoroughly=True).state is State.READY
        assert total(fresh, "防災") in (len(done), len(done) + 1)
        fresh.close()
    assert len(acknowledged_in(notes)) >= ROUNDS
    last = max(acknowledged_in(notes))
    engine.apply([document(f"need:{number}", f"防災訓練 {number}") for number in range(last + 3)])
    assert total(engine, "防災") == last + 3
    names = sorted(path.name for path in generation(engine).iterdir())
    assert not [name for name in names if ".tmp" in name]


def test_a_damaged_file_is_noticed_and_a_rebuild_heals(town: Engine, engine_name: str) -> None:
    for path in generation(town).iterdir():
        if path.suffix in (".pst", ".term", ".trm", ".idx") and path.stat().st_size > 40:
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 0xFF
            path.write_bytes(data)
    fresh = open_engine(engine_name, root(town))
    status = fresh.status()
    assert status.state is State.DAMAGED
    assert status.rebuild_needed
    assert status.problem
    assert [note.code for note in fresh.query(Query(text="道路")).notes] == ["unavailable"]
    assert fresh.rebuild(TOWN).state is State.READY
    assert total(fresh, "道路") == 1
    fresh.close()


@pytest.mark.parametrize("cut", ["all", "table"])
def test_missing_files_are_noticed(town: Engine, engine_name: str, cut: str) -> None:
    for path in generation(town).iterdir():
        if cut == "all" or path.suffix == ".toc" or path.name == "meta.json":
            path.unlink()
    fresh = open_engine(engine_name, root(town))
    assert fresh.status().rebuild_needed
    assert fresh.query(Query(text="道路")).hits == ()
    assert fresh.rebuild(TOWN).state is State.READY
    fresh.close()


def test_another_version_is_rebuilt_and_never_opened(town: Engine, engine_name: str) -> None:
    manifest = Path(town.status().path) / "manifest.json"
    plain = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(plain | {"version": "whoosh-0/old"}))
    fresh = open_engine(engine_name, root(town))
    assert fresh.status().state is State.OUTDATED
    fresh.apply([document("need:1", "消防")])
    assert fresh.rebuild(TOWN).state is State.READY
    assert total(fresh) == 4
    fresh.close()


def test_a_rebuild_happens_beside_the_index_in_use(town: Engine, engine_name: str) -> None:
    writer = open_engine(engine_name, root(town))
    seen: list[tuple[int, State]] = []

    def documents() -> Iterator[Document]:
        yield from TOWN
        seen.append((total(town, "道路"), town.status().state))
        writer.apply([document("case:late", "道路の写真")], ["subsidy:dx"])
        seen.append((total(town, "道路"), town.status().state))

    town.rebuild(documents())
    assert seen == [(1, State.REBUILDING), (2, State.REBUILDING)]
    assert total(town, "道路") == 2
    assert total(town, "補助") == 0
    assert town.status().state is State.READY
    writer.close()


def test_a_rebuild_that_fails_leaves_the_old_index_in_use(town: Engine) -> None:
    def documents() -> Iterator[Document]:
        yield document("need:1", "消防")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        town.rebuild(documents())
    assert total(town, "道路") == 1
    status = town.status()
    assert status.state is State.READY
    assert "the database went away" in status.problem
    assert len(list(Path(status.path).glob("generation-*"))) == 1


def test_a_full_disk_leaves_the_old_index_in_use_and_is_told(town: Engine) -> None:
    bodies = [" ".join(str(number * times) for times in range(300)) for number in range(300)]
    many = [document(f"case:{number}", f"防災訓練 {number}", body) for number, body in enumerate(bodies)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, hard))
    try:
        with pytest.raises(OSError):
            town.rebuild(many)
        with pytest.raises(OSError):
            town.apply(many)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert total(town, "道路") == 1
    assert town.status(thoroughly=True).state is State.READY
    assert town.status().problem
    town.apply(many)
    assert total(town, "防災") == 300
    assert town.status().problem == ""


def test_leftovers_of_a_killed_rebuild_are_swept(town: Engine) -> None:
    leftover = Path(town.status().path) / "generation-99"
    leftover.mkdir()
    town.rebuild(TOWN)
    assert not leftover.exists()


def write_many(name: str, path: str, first: int) -> None:
    """Writes twenty documents one by one."""
    engine = open_engine(name, path)
    for number in range(first, first + 20):
        engine.apply([document(f"need:{number}", f"防災訓練 {number}")])


def test_writers_in_several_processes_wait_for_each_other(engine: Engine, engine_name: str) -> None:
    context = multiprocessing.get_context("forkserver")
    path = str(root(engine))
    writers = [context.Process(target=write_many, args=(engine_name, path, 100 * at)) for at in range(3)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert not engine.query(Query(text="防災")).notes
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert total(engine, "防災") == 60


def test_many_small_commits_leave_few_segments_and_all_documents(engine: Engine) -> None:
    for number in range(40):
        engine.apply([document(f"need:{number % 25}", f"防災訓練 {number}")])
    assert total(engine, "防災") == 25
    assert total(engine, "訓練") == 25
    assert total(engine, "どうろ") == 0
    assert total(engine, "ぼうさい") == 25


def test_another_engine_takes_over_without_losing_a_change(tmp_path: Path) -> None:
    used = open_engine("whoosh", tmp_path)
    used.rebuild(TOWN)
    other = open_engine("tantivy", tmp_path)
    assert other.status().rebuild_needed

    def documents() -> Iterator[Document]:
        yield from TOWN
        used.apply([document("case:during", "道路の写真")])

    other.rebuild(documents())
    other.close()
    used.apply([document("case:after", "道路の白線")], ["subsidy:dx"])
    took_over = open_engine("tantivy", tmp_path)
    assert {hit.key for hit in took_over.query(Query(text="道路")).hits} == {
        "need:roads",
        "case:during",
        "case:after",
    }
    assert total(took_over, "補助") == 0
    took_over.apply([document("case:last", "道路の標識")])
    assert total(used, "道路") == 3
    assert total(open_engine("whoosh", tmp_path), "道路") == 4
    used.close()
    took_over.close()


def test_an_engine_that_is_no_longer_used_is_given_up_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, other = open_engine("whoosh", tmp_path), open_engine("tantivy", tmp_path)
    used.rebuild(TOWN)
    other.rebuild(TOWN)
    monkeypatch.setattr("search.folder._MOST_PENDING", 10)
    used.apply([document("case:1", "道路の写真")])
    assert other.status().state is State.MISSING
    assert total(used, "道路") == 2
    used.close()
    other.close()
