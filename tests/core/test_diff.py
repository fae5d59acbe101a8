"""Redlines: they can be read, and both texts can be had back from them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtech.core.diff import folded, redline
from tests.ending import it_ends


def texts(changes):
    """(old, new) as the stretches tell them."""
    old = "".join(change.text for change in changes if change.kind != "added")
    new = "".join(change.text for change in changes if change.kind != "removed")
    return old, new


def test_words_are_the_units():
    changes = redline("受付は電話で行います。", "受付は窓口で行います。")
    assert [(change.kind, change.text) for change in changes] == [
        ("same", "受付は"),
        ("removed", "電話"),
        ("added", "窓口"),
        ("same", "で行います。"),
    ]


def test_lines_that_did_not_change_stay_whole():
    changes = redline("一行目\n二行目\n三行目\n", "一行目\n別の行\n三行目\n")
    assert changes[0] == ("same", "一行目\n")
    assert changes[-1].text.endswith("三行目\n")


@pytest.mark.parametrize(
    ("old", "new"), [("", ""), ("", "あ"), ("あ", ""), ("あ\n", "あ"), ("あ\r\n", "あ\n"), (" ", "  ")]
)
def test_edges(old, new):
    assert texts(redline(old, new)) == (old, new)


def test_equal_texts_have_no_change():
    assert {change.kind for change in redline("同じ文。\n" * 3, "同じ文。\n" * 3)} == {"same"}


WORDS = st.lists(
    st.sampled_from(["電子申請", "窓口", "。", "、", "\n", "を", "する", " ", "A", "１", "🙂", "が"]),
    max_size=40,
).map("".join)


@settings(max_examples=150)
@given(WORDS, WORDS)
def test_both_texts_can_be_had_back(old, new):
    changes = redline(old, new)
    assert texts(changes) == (old, new)
    assert all(change.text for change in changes)
    assert all(one.kind != other.kind for one, other in itertools.pairwise(changes))


MARKDOWN = st.lists(
    st.sampled_from(
        [
            "## 目的\n",
            "- 一つ\n",
            "| 項目 | 値 |\n",
            "| --- | --- |\n",
            "受付は24時間とする。",
            "{{users}}",
            "\n\n",
            "**強調**",
        ]
    ),
    max_size=25,
).map("".join)


@settings(max_examples=80)
@given(MARKDOWN | st.text(max_size=60), MARKDOWN | st.text(max_size=60))
def test_any_redline_applied_to_the_old_text_gives_the_new_and_reversed_the_old(old, new):
    assert texts(redline(old, new)) == (old, new)
    assert texts(redline(new, old)) == (new, old)
    assert texts(folded(redline(old, new))) == (old, new)


def test_what_is_far_from_a_change_is_folded_away():
    lines = [f"{n}行目の文。\n" for n in range(20)]
    changed = [*lines[:10], "変えた文。\n", *lines[11:]]
    shown = folded(redline("".join(lines), "".join(changed)))
    assert [change.kind for change in shown if change.kind == "skipped"] == ["skipped", "skipped"]
    skipped = [change.text.count("\n") for change in shown if change.kind == "skipped"]
    assert sum(skipped) == 17
    assert folded(redline("同じ。" * 50, "同じ。" * 50)) == redline("同じ。" * 50, "同じ。" * 50)


def test_both_texts_of_thirty_pages_can_be_had_back():
    pages = [
        f"第{n}条　受付は{n % 24}時から行い、障害は{n % 60}分以内に通知する。記録は{n % 7}年間残す。\n"
        for n in range(900)
    ]
    old = "".join(pages)
    new = "".join(
        page.replace("通知", "報告") if n % 9 == 0 else "" if n % 40 == 0 else page
        for n, page in enumerate(pages)
    )
    assert texts(redline(old, new)) == (old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("電子申請の受付を行う。" * 4000, "電子申請の受付をやめる。" * 4000),
        ("あ" * 50_000, "い" * 50_000),
        (
            "\n".join(f"{n}行目の文。" for n in range(5000)),
            "\n".join(f"{n}行目の別の文。" for n in range(5000)),
        ),
        ("あい\n" * 12_000, "うえ\n" * 12_000),
        ("。" * 50_000, "、" * 50_000),
        ("同じ行\n" * 10_000, "同じ行\n" * 9_999),
        ("\n" * 50_000, "あ\n" * 25_000),
        ("あ。い。" * 12_000, "い。あ。" * 12_000),
        ("電子申請は窓口で" * 110, "窓口で電子申請は" * 110),
        ("a\nb\n" * 200, "b\nc\na\n" * 150),
        (
            "".join(f"{n % 7}{n % 5}\n" for n in range(1500)),
            "".join(f"{n % 5}{n % 7}\n" for n in range(1500)),
        ),
    ],
)
def test_the_redline_of_long_texts_ends(old, new):
    with it_ends():
        assert texts(redline(old, new)) == (old, new)
