"""Wishes keep their ids while their words stay, and money adds up whatever the lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.needs.outcomes import Outcome, carried_over, key, outcomes
from govtech.needs.prices import YEARS, PriceData, Tax, by_size, overlapping, total
from govtech.needs.response_content import AnswerData, answers_to

LINES = st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30), max_size=8)
YEN = st.integers(0, 10**9)
PRICE = st.builds(
    PriceData,
    name=st.sampled_from(("基本", "追加")),
    initial_yen=YEN,
    yearly_yen=YEN,
    unit_yen=st.integers(0, 10_000),
    quantity=st.integers(0, 10_000),
    population_from=st.none() | st.integers(0, 100_000),
    population_to=st.none() | st.integers(100_000, 500_000),
)


def test_marks_of_a_list_are_not_part_of_a_wish():
    text = "・申込みが来庁せずに終わる\n\n2. 不足が出す前に分かる\n 電話が減る \n・電話が減る"
    assert [wish.text for wish in outcomes(text)] == [
        "申込みが来庁せずに終わる",
        "不足が出す前に分かる",
        "電話が減る",
    ]
    assert outcomes("  \n") == ()


@given(LINES)
def test_each_wish_once_with_an_id_of_its_own(lines):
    found = outcomes("\n".join(lines))
    assert len({wish.key for wish in found}) == len(found)
    assert all(wish.key == key(wish.text) for wish in found)


@given(LINES, st.randoms())
def test_the_order_of_wishes_does_not_change_their_ids(lines, random):
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert {wish.key for wish in outcomes("\n".join(lines))} == {
        wish.key for wish in outcomes("\n".join(shuffled))
    }


def test_an_answer_goes_along_with_a_wish_that_was_reworded_and_is_never_lost():
    before = outcomes("申込みの8割が来庁せずに終わる\n電話が減る")
    answers = tuple(AnswerData(wish.key, wish.text, "met", wish.text + "への回答") for wish in before)
    after = answers_to("申込みの9割が来庁せずに終わる\n会議の記録が翌日にできる", answers)
    assert [(item.wish, item.text) for item in after] == [
        ("申込みの9割が来庁せずに終わる", "申込みの8割が来庁せずに終わるへの回答"),
        ("会議の記録が翌日にできる", ""),
        ("電話が減る", "電話が減るへの回答"),
    ]


@given(LINES, LINES)
def test_every_answer_is_kept_whatever_becomes_of_the_wishes(before, after):
    answers = tuple(
        AnswerData(wish.key, wish.text, "partly", f"回答{wish.key}") for wish in outcomes("\n".join(before))
    )
    kept = answers_to("\n".join(after), answers)
    assert {item.text for item in answers} == {item.text for item in kept if item.text}
    assert [item.key for item in kept][: len(outcomes("\n".join(after)))] == [
        wish.key for wish in outcomes("\n".join(after))
    ]


def test_a_wish_that_has_nothing_in_common_gets_no_answer():
    assert carried_over([Outcome("a", "水道")], {Outcome("b", "会議の記録"): 1}) == {}


@given(st.lists(PRICE, max_size=5), st.sampled_from(Tax), st.none() | st.integers(0, 600_000))
def test_totals_hold_the_tax_and_add_up(lines, tax, population):
    found = total(lines, tax, population)
    applying = [line for line in lines if line.applies(population)]
    if not applying:
        assert found is None
        return
    assert found.over_years == found.initial + YEARS * found.yearly
    plain = sum(line.initial_yen + YEARS * line.each_year for line in applying)
    if tax is Tax.INCLUDED:
        assert found.over_years == plain
        assert 0 <= plain - found.tax * 11 < 11 * (YEARS + 1)
    else:
        assert found.over_years == plain + found.tax
        assert 0 <= plain - found.tax * 10 < 10 * (YEARS + 1)


def test_sizes_pay_what_their_lines_say():
    lines = (
        PriceData("利用料", 800_000, 2_640_000, population_to=300_000),
        PriceData("利用料", 1_200_000, 3_960_000, population_from=300_001),
        PriceData("研修", 100_000),
    )
    assert total(lines, Tax.INCLUDED, 21_000).over_years == 900_000 + 5 * 2_640_000
    assert total(lines, Tax.EXCLUDED, 400_000).initial == 1_430_000
    assert [(low, high, found.initial) for low, high, found in by_size(lines, Tax.INCLUDED)] == [
        (0, 300_000, 900_000),
        (300_001, None, 1_300_000),
    ]
    assert total(lines[:2], Tax.INCLUDED, None) is None


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [((None, 100), (101, None), False), ((None, 100), (100, None), True), ((50, 60), (None, 55), True)],
)
def test_lines_of_one_name_do_not_meet(first, second, meet):
    lines = [PriceData("利用料", population_from=low, population_to=high) for low, high in (first, second)]
    assert overlapping(lines) == meet
