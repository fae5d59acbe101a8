"""What else finds a document than its own words, and what is offered when nothing does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from search.interface import Engine, Query, open_engine
from tests.search.conftest import PUBLIC, TOWN, document


def keys(engine: Engine, text: str, **values: object) -> list[str]:
    return [hit.key for hit in engine.query(Query(text=text, **values)).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("どうろ", "need:roads"),
        ("ドウロ", "need:roads"),
        ("どうろそんしょう", "need:roads"),
        ("どうろのそんしょう", "need:roads"),
        ("でんししんせい", "subsidy:dx"),
        ("まどぐち", "case:counter"),
    ],
)
def test_kana_finds_kanji(town: Engine, text: str, key: str) -> None:
    assert keys(town, text) == [key]


def test_parts_find_compounds_and_compounds_their_parts(town: Engine) -> None:
    assert keys(town, "チャット") == ["solution:chat"]
    assert keys(town, "ボット") == ["solution:chat"]
    town.apply([document("case:talk", "チャット の ボット")])
    assert set(keys(town, "チャットボット")) == {"solution:chat", "case:talk"}


def test_synonyms_find_each_other_and_can_be_edited(engine_name: str, tmp_path: Path) -> None:
    file = tmp_path / "synonyms.txt"
    file.write_text("RPA = 業務自動化\n", "utf-8")
    engine = open_engine(engine_name, tmp_path / "index", file)
    engine.rebuild([document("case:1", "ＲＰＡを入れた"), document("case:2", "こども園の見学")])
    assert keys(engine, "業務自動化") == ["case:1"]
    assert keys(engine, "保育所") == []
    file.write_text("RPA = 業務自動化\n保育所 = こども園\n", "utf-8")
    os.utime(file, ns=(1, 1))
    assert keys(engine, "保育所") == ["case:2"]
    engine.close()


def test_slips_are_noticed(town: Engine) -> None:
    assert "道路損傷" in town.query(Query(text="道路孫傷")).suggestions
    assert "チャットボット" in town.query(Query(text="チャットポット")).suggestions


def test_completion_shows_only_what_the_reader_may_see(town: Engine) -> None:
    assert "道路" in town.complete("どう", PUBLIC)
    assert "道路損傷" in town.complete("道路損", PUBLIC)
    assert town.complete("審", PUBLIC) == ()
    assert "審査" in town.complete("審", frozenset({"org:272035"}))
    assert town.complete("", PUBLIC) == ()


def test_similar_documents_leave_out_the_one_asked_for(town: Engine) -> None:
    town.apply([document("case:roads", "道路の損傷を通報するアプリ", "道路の穴を撮影する。")])
    assert [hit.key for hit in town.similar("need:roads", PUBLIC)] == ["case:roads"]
    assert town.similar("need:roads", PUBLIC, kinds=("subsidy",)) == ()
    assert town.similar("need:secret", frozenset()) == ()
    assert town.similar("need:unknown", PUBLIC) == ()


def test_reasons_add_up_to_the_score(town: Engine) -> None:
    query = Query(text="道路の通報")
    explained = town.explain(query, "need:roads")
    assert explained is not None
    assert explained.score == pytest.approx(town.query(query).hits[0].score, rel=1e-3)
    assert sum(reason.share for reason in explained.reasons) == pytest.approx(1)
    assert explained.reasons[0].detail == "道路 通報 (title, body)"
    assert town.explain(query, "need:unknown") is None


def test_related_queries_come_from_several_titles(engine: Engine) -> None:
    engine.apply(document(f"case:{number}", f"防災訓練の避難所 {number}") for number in range(3))
    assert "防災 避難" in engine.query(Query(text="防災")).related


def test_recent_documents_come_first_among_equals(engine: Engine) -> None:
    old, new = TOWN[2].date, TOWN[0].date
    engine.apply([document("case:old", "防災訓練", date=old), document("case:new", "防災訓練", date=new)])
    assert keys(engine, "防災") == ["case:new", "case:old"]
