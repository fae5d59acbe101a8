"""Documents on their way into an index, alone and by several processes."""

from __future__ import annotations

from datetime import UTC, datetime

from search.documents import Document, from_plain, latest
from search.preparing import WORTH_SHARING, exact, moment, prepare, prepare_all, unpack
from tests.search.conftest import TOWN, document


def test_several_processes_prepare_in_order() -> None:
    many = [document(f"need:{number}", f"防災訓練 {number}") for number in range(WORTH_SHARING + 250)]
    prepared = list(prepare_all(iter(many), workers=2))
    assert [one.key for one in prepared] == [one.key for one in many]
    assert prepared[-1] == prepare(many[-1])


def test_what_is_kept_comes_back_as_it_was() -> None:
    for one in TOWN:
        assert from_plain(one.to_plain()) == one
        assert from_plain(unpack(prepare(one).data)) == one
    assert from_plain({"key": "a:1", "kind": "a", "title": "題", "unknown": 1}) == Document(
        key="a:1", kind="a", title="題"
    )


def test_control_characters_and_lone_surrogates_are_not_kept() -> None:
    prepared = prepare(Document(key="a:1", kind="a", title="道\ud800路\x00", body="一行\n二行"))
    stored = unpack(prepared.data)
    assert stored["title"] == "道路"
    assert stored["body"] == "一行\n二行"


def test_a_title_counts_more_than_a_body_and_a_word_more_than_its_reading() -> None:
    prepared = prepare(Document(key="a:1", kind="a", title="道路", body="道路 窓口"))
    assert prepared.impacts["道路"] > prepared.impacts["窓口"] > prepared.impacts["~マドグチ"] > 0
    assert prepare(Document(key="a:2", kind="a", title="")).impacts == {}


def test_marks_are_in_match_form() -> None:
    one = Document(
        key="a:1",
        kind="a",
        title="ＡＩ",
        municipalities=("髙槻市",),
        initiatives=(3,),
        tokens=frozenset({"public"}),
    )
    assert prepare(one).marks == ("i:3", "k:a", "m:高槻市", "v:public", "x:ai")
    assert len(exact("長い題" * 1000)) <= 200


def test_moments_are_seconds_that_fit() -> None:
    assert moment(None) == 0
    assert moment(datetime(1900, 1, 1, tzinfo=UTC)) == 1
    assert moment(datetime(9000, 1, 1, tzinfo=UTC)) == 0xFFFFFFFF
    assert moment(datetime(2026, 1, 1)) == moment(datetime(2026, 1, 1, tzinfo=UTC))  # noqa: DTZ001


def test_only_the_last_of_one_key_is_kept() -> None:
    first, second = document("a:1", "一"), document("a:1", "二")
    assert latest([first, TOWN[0], second]) == [TOWN[0], second]
