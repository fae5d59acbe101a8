"""Text as people type it: what is dropped, what is kept, and the form in which it is compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.core.text import clean, digits, hiragana, katakana, nfkc, shorten

anything = st.text(st.characters(exclude_categories=()), max_size=200)


@given(anything)
def test_cleaned_text_holds_nothing_that_cannot_be_stored_or_seen(text):
    cleaned = clean(text)
    cleaned.encode()
    assert "\0" not in cleaned
    assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in cleaned)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一行目\r\n二行目\r三行目", "一行目\n二行目\n三行目"),
        ("見え\u202eない向き\u202c", "見えない向き"),
        ("零\0と\x1b[31m", "零と[31m"),
        ("片割れ\ud800", "片割れ"),
        ("家族👨‍👩‍👧 髙﨑①㈱", "家族👨‍👩‍👧 髙﨑①㈱"),
        ("タブ\tと改行\n", "タブ\tと改行\n"),
        ("plain", "plain"),
    ],
)
def test_clean_drops_only_what_nobody_can_see(typed, kept):
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＤＸ推進", "dx推進"),
        ("⾼度化", "高度化"),
        ("ﾃﾞｼﾞﾀﾙ", "デジタル"),
        ("令和８年度　補助金", "令和8年度 補助金"),
        ("㈱みおつくし", "(株)みおつくし"),
        ("Straße", "STRASSE"),
        ("が", "か\u3099"),
    ],
)
def test_forms_of_the_same_text_compare_alike(one, other):
    assert nfkc(one) == nfkc(other)


@given(anything)
def test_form_to_compare_has_no_runs_of_spaces(text):
    form = nfkc(text)
    assert form == " ".join(form.split())


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("１，２００", "1200"),
        ("1,234,000円", "1234000"),
        ("¥500", "500"),
        ("06－6941－0351", "06-6941-0351"),
        ("ー5", "-5"),
        ("1 000", "1000"),
        ("", ""),
    ],
)
def test_numbers_are_read_in_plain_characters(typed, plain):
    assert digits(typed) == plain


@given(st.text(max_size=60), st.integers(1, 40))
def test_shortened_text_fits_and_says_that_it_was_cut(text, length):
    short = shorten(text, length)
    flat = " ".join(text.split())
    assert len(short) <= length
    assert short == flat or short.endswith("…")


def test_readings_are_alike_in_both_kana():
    assert hiragana("トヨナカシ") == hiragana("ﾄﾖﾅｶｼ") == "とよなかし"
    assert katakana("とよなかし") == "トヨナカシ"
    assert hiragana("ヴィーナス") == "ゔぃーなす"
    assert katakana("しじょうなわてし") == "シジョウナワテシ"


@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x3096), max_size=20))
def test_kana_there_and_back(text):
    assert hiragana(katakana(text)) == hiragana(text)
