"""Whatever two people do to one text, no sentence of either is lost, and what only one changed is taken over."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from govtech.drafting.merging import Clash, merge, sentences

SENTENCES = st.sampled_from(
    [
        "受付は24時間とする。",
        "障害は30分以内に通知する。",
        "記録は1年間残す。",
        "\n",
        "様式は職員が作る。",
        "費用を示す",
    ]
)
TEXTS = st.lists(SENTENCES, max_size=8).map("".join)
PIECES = st.sampled_from(
    ["受付は", "24時間", "。", "\n", "## 目的\n", "- 項目", "| 表 | 値 |\n", "{{users}}", "🙂", " "]
)
ANY = st.lists(PIECES, max_size=14).map("".join)
"""Texts of any shape: Markdown, values, sentences without an end."""


@given(TEXTS)
def test_sentences_give_the_text_back(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(TEXTS, TEXTS, TEXTS)
def test_no_new_sentence_of_either_side_is_lost(base: str, ours: str, theirs: str) -> None:
    merged = merge(base, ours, theirs)
    known = set(sentences(base))
    shown = merged.text + "".join(clash.base for clash in merged.clashes)
    for text in (ours, theirs):
        assert all(sentence in shown for sentence in sentences(text) if sentence not in known)


@given(TEXTS | ANY, TEXTS | ANY, TEXTS | ANY)
def test_whatever_either_side_wrote_more_often_than_both_began_with_is_there_as_often(
    base: str, ours: str, theirs: str
) -> None:
    """Every sentence that a side added is in the text or in a clash, also one that stood elsewhere before."""
    merged = merge(base, ours, theirs)
    shown = Counter(
        sentence
        for piece in merged.pieces
        for text in ((piece.ours, piece.theirs) if isinstance(piece, Clash) else (piece,))
        for sentence in sentences(text)
    )
    before = Counter(sentences(base))
    for side in (ours, theirs):
        for sentence, times in (Counter(sentences(side)) - before).items():
            if sentence.strip():
                assert shown[sentence] >= times or sentence in merged.text


@given(TEXTS | ANY, TEXTS | ANY, TEXTS | ANY)
def test_each_side_can_be_had_back_from_what_is_shown(base: str, ours: str, theirs: str) -> None:
    """Nothing goes that neither side took out: what both kept of the beginning is in the text or in a clash."""
    merged = merge(base, ours, theirs)
    assert all(clash.ours != clash.theirs for clash in merged.clashes)
    shown = merged.text + "".join(clash.base for clash in merged.clashes)
    kept = Counter(sentences(base)) & Counter(sentences(ours)) & Counter(sentences(theirs))
    for sentence, times in kept.items():
        if times == Counter(sentences(base))[sentence]:
            assert sentence in shown


@given(TEXTS, TEXTS)
def test_what_only_one_changed_is_taken_over(base: str, changed: str) -> None:
    assert merge(base, changed, base).text == changed
    assert merge(base, base, changed).text == changed
    assert merge(base, changed, changed).text == changed


@given(TEXTS, TEXTS, TEXTS)
def test_both_sides_clash_alike(base: str, ours: str, theirs: str) -> None:
    assert len(merge(base, ours, theirs).clashes) == len(merge(base, theirs, ours).clashes)


def test_changes_in_neighbouring_sentences_come_together() -> None:
    base = "受付は平日とする。障害は通知する。記録は残す。"
    ours = "受付は24時間とする。障害は通知する。記録は残す。"
    theirs = "受付は平日とする。障害は30分以内に通知する。記録は残す。"
    merged = merge(base, ours, theirs)
    assert merged.clashes == ()
    assert merged.text == "受付は24時間とする。障害は30分以内に通知する。記録は残す。"


def test_the_same_sentence_changed_in_two_ways_is_shown_with_both() -> None:
    merged = merge("受付は平日とする。", "受付は24時間とする。", "受付は毎日とする。")
    assert merged.clashes == (Clash("受付は平日とする", "受付は24時間とする", "受付は毎日とする"),)
    assert "24時間" in merged.text
    assert "毎日" in merged.text
