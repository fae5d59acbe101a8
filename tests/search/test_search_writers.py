"""Writers in turn, each with an engine of its own as processes have: what the other wrote is replaced, not doubled."""

from __future__ import annotations

from pathlib import Path

from search.interface import Query, open_engine
from tests.search.conftest import document


def test_a_writer_replaces_what_another_wrote_since_it_looked(engine_name: str, tmp_path: Path) -> None:
    first, second = (open_engine(engine_name, tmp_path / "index") for _ in range(2))
    first.rebuild([document("need:one", "道路の穴")])
    assert second.query(Query(text="道路")).total == 1
    for turn in range(3):
        first.apply([document("need:one", f"道路の穴 {turn}"), document("need:two", f"道路の灯 {turn}")])
        second.apply([document("need:one", f"道路の穴 {turn}"), document("need:two", f"道路の灯 {turn}")])
    for engine in (first, second):
        assert sorted(hit.key for hit in engine.query(Query(text="道路")).hits) == ["need:one", "need:two"]
        assert engine.status().documents == 2
    second.apply(drop=["need:one"])
    first.apply(drop=["need:one"])
    assert [hit.key for hit in first.query(Query(text="道路")).hits] == ["need:two"]
    first.close()
    second.close()
