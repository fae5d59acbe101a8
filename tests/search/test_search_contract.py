"""What every engine promises to those who put documents in and ask questions."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from search.interface import Engine, Query, State, open_engine
from tests.search.conftest import TOWN, document, root


def keys(engine: Engine, text: str = "", **values: object) -> list[str]:
    return [hit.key for hit in engine.query(Query(text=text, **values)).hits]  # type: ignore[arg-type]


def test_finds_by_words_of_title_body_and_organisation(town: Engine) -> None:
    assert keys(town, "道路") == ["need:roads"]
    assert keys(town, "申請書") == ["case:counter"]
    assert keys(town, "総務省") == ["subsidy:dx"]


def test_widths_and_old_characters_do_not_matter(town: Engine) -> None:
    assert keys(town, "高槻市") == ["case:counter"]
    assert keys(town, "⾼槻市") == ["case:counter"]
    assert keys(town, "AI line") == ["solution:chat"]
    assert keys(town, "ﾃﾞｼﾞﾀﾙ") == ["subsidy:dx"]


def test_inflected_words_are_found_by_another_form(town: Engine) -> None:
    assert keys(town, "撮影する") == ["need:roads"]
    assert "case:counter" in keys(town, "書く")


def test_nobody_finds_what_is_not_for_them(town: Engine) -> None:
    assert keys(town, "電子申請") == ["subsidy:dx"]
    mine = frozenset({"public", "org:272035"})
    assert set(keys(town, "電子申請", tokens=mine)) == {"subsidy:dx", "need:secret"}
    assert keys(town, "", tokens=frozenset()) == []


def test_a_document_is_replaced_and_removed(town: Engine) -> None:
    town.apply([document("need:roads", "公園の遊具の点検")])
    assert keys(town, "道路") == []
    assert keys(town, "遊具") == ["need:roads"]
    town.apply((), ["need:roads", "need:unknown"])
    assert keys(town, "遊具") == []
    assert town.status().documents == len(TOWN) - 1


def test_the_last_of_one_key_in_a_batch_counts(engine: Engine) -> None:
    engine.apply([document("need:1", "消防"), document("need:1", "救急")])
    engine.apply([document("need:1", "救急")])
    assert engine.status().documents == 1
    assert keys(engine, "消防") == []
    assert keys(engine, "救急") == ["need:1"]


def test_filters_narrow_and_facets_show_how_to_widen(town: Engine) -> None:
    found = town.query(Query(kinds=("need",)))
    assert [hit.key for hit in found.hits] == ["need:roads"]
    assert {facet.value: facet.count for facet in found.facets["kind"]} == {
        "need": 1,
        "case": 1,
        "solution": 1,
        "subsidy": 1,
    }
    assert {facet.value: facet.count for facet in found.facets["initiative"]} == {"15": 1}
    both = town.query(Query(initiatives=(3, 15), kinds=("case", "solution")))
    assert {hit.key for hit in both.hits} == {"case:counter", "solution:chat"}


def test_filters_by_municipality_organisation_and_date(town: Engine) -> None:
    assert keys(town, municipalities=("高槻市",)) == ["case:counter"]
    assert keys(town, organisations=("総務省",)) == ["subsidy:dx"]
    assert keys(town, since=datetime(2026, 5, 1, tzinfo=UTC)) == ["need:roads"]
    assert keys(town, until=datetime(2024, 12, 31, tzinfo=UTC)) == ["solution:chat"]


def test_the_language_of_queries_filters_too(town: Engine) -> None:
    assert keys(town, "種別:補助金") == ["subsidy:dx"]
    assert keys(town, "市町村:豊中市") == ["need:roads"]
    assert set(keys(town, "initiative:15")) == {"need:roads", "solution:chat"}
    assert keys(town, "initiative:15 -道路") == ["solution:chat"]
    assert set(keys(town, "-種別:ニーズ")) == {"case:counter", "solution:chat", "subsidy:dx"}


def test_a_phrase_is_found_as_it_is_written(town: Engine) -> None:
    assert keys(town, '"書かない窓口"') == ["case:counter"]
    assert keys(town, '"窓口書かない"') == []
    assert keys(town, '"電子申請システム"') == ["subsidy:dx"]


def test_sorted_by_date(town: Engine) -> None:
    newest = ["need:roads", "subsidy:dx", "case:counter", "solution:chat"]
    assert keys(town) == newest
    assert keys(town, sort="oldest") == newest[::-1]


def test_pages_and_the_page_past_the_end(engine: Engine) -> None:
    engine.apply(document(f"need:{number}", f"防災訓練 {number}") for number in range(45))
    pages = [engine.query(Query(text="防災", page=page, size=20)) for page in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [20, 20, 5, 0]
    assert {page.total for page in pages} == {45}
    assert {page.pages for page in pages} == {3}
    assert len({hit.key for page in pages for hit in page.hits}) == 45


def test_marks_show_where_a_hit_answers(town: Engine) -> None:
    hit = town.query(Query(text="道路 通報")).hits[0]
    assert [segment.text for segment in hit.title if segment.marked] == ["道路", "通報"]
    assert hit.plain_title == "道路損傷の通報を受け付けたい"
    assert "道路" in [segment.text for segment in hit.snippet if segment.marked]


def test_old_characters_are_marked_where_they_stand(town: Engine) -> None:
    hit = town.query(Query(text="高槻")).hits[0]
    assert [segment.text for segment in hit.snippet if segment.marked] == ["髙槻"]


def test_an_exact_title_comes_first(engine: Engine) -> None:
    engine.apply(
        [
            document("need:1", "電子申請と電子申請", "電子申請 " * 20),
            document("need:2", "電子申請", "別の話"),
        ]
    )
    assert keys(engine, "電子申請")[0] == "need:2"


def test_when_not_all_words_are_found_some_are(town: Engine) -> None:
    found = town.query(Query(text="道路 温泉"))
    assert [hit.key for hit in found.hits] == ["need:roads"]
    assert [note.code for note in found.notes] == ["some_words"]


def test_a_kind_that_does_not_exist_is_said_beside_what_was_found_without_it(town: Engine) -> None:
    found = town.query(Query(text="種別:ほげ 窓口"))
    assert [note.code for note in found.notes] == ["unknown_kind"]
    assert found.total == town.query(Query(text="窓口")).total > 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "検" * 100_000,
        "\x00\x01",
        "😀🎉",
        "\u202eabc",
        "\ud800",
        '"',
        "-",
        "::",
        "種別:",
        "a:b:c",
        "initiative:x",
        "(((",
        "*?~^[]",
    ],
)
def test_whatever_is_typed_is_answered(town: Engine, text: str) -> None:
    found = town.query(Query(text=text, page=10**9, size=10**9, sort="bogus"))
    assert found.hits == ()
    assert all(note.text for note in found.notes)


def test_without_an_index_it_answers_and_says_what_is_wanted(
    town: Engine, engine_name: str, tmp_path: Path
) -> None:
    missing = open_engine(engine_name, tmp_path / "elsewhere")
    assert missing.status().state is State.MISSING
    assert missing.status().rebuild_needed
    assert [note.code for note in missing.query(Query(text="道路")).notes] == ["unavailable"]
    missing.apply([TOWN[0]])
    assert missing.rebuild(TOWN).state is State.READY


def test_many_threads_may_ask_while_one_writes(town: Engine) -> None:
    failures: list[object] = []

    def ask() -> None:
        for _ in range(30):
            found = town.query(Query(text="道路 通報"))
            if [hit.key for hit in found.hits] != ["need:roads"]:
                failures.append(found)

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for number in range(10):
        town.apply([document(f"case:{number}", "防災無線の更新")])
    for asker in askers:
        asker.join()
    assert not failures


def test_a_second_reader_sees_what_is_written(town: Engine, engine_name: str) -> None:
    other = open_engine(engine_name, root(town))
    assert other.query(Query(text="遊具")).total == 0
    town.apply([document("need:new", "遊具の点検")])
    assert other.query(Query(text="遊具")).total == 1
    town.rebuild(TOWN[:2])
    assert other.query(Query()).total == 2
    other.close()
