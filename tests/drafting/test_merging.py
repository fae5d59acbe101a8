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


ROWS = st.lists(
    st.sampled_from(
        [
            "| 名 | 値 |\n",
            "| --- | --- |\n",
            "| 甲 | 1件。 |\n",
            "| 甲 | 2件 |\n",
            "| 乙。丙。 | 1件。 |\n",
            "| 丁 | 1件。 |\n",
            "文。\n",
        ]
    ),
    max_size=7,
).map("".join)


def _pieces(text: str) -> Counter[str]:
    """What must not be lost: sentences, and of a row its cells, which may come from both sides."""
    found: Counter[str] = Counter()
    for sentence in sentences(text):
        cells = sentence.split("|") if sentence.lstrip().startswith("|") else [sentence]
        found.update(piece for cell in cells for piece in sentences(cell.strip()) if piece.strip())
    return found


@given(ROWS, ROWS, ROWS)
def test_tables_are_merged_by_rows_and_cells_and_never_torn(base: str, ours: str, theirs: str) -> None:
    merged = merge(base, ours, theirs)
    shown = sum(
        (_pieces(text) for one in merged.pieces for text in (one[1:] if isinstance(one, Clash) else (one,))),
        Counter(),
    )
    for side in (ours, theirs):
        assert all(shown[piece] for piece in _pieces(side) - _pieces(base))
    for line in () if merged.clashes else merged.text.splitlines():
        assert line == "文。" or (line.startswith("|") and line.endswith("|") and line.count("|") == 3)


def test_two_cells_of_one_row_come_together_and_the_same_cell_is_shown_with_both() -> None:
    base = "| 目標 | 値 | 備考 |\n| 応答 | 3秒 | 平日。夜も。 |\n"
    ours, theirs = (
        base.replace("3秒", "2秒").replace("平日", "毎日"),
        base.replace("応答", "画面の応答").replace("夜も", "朝も"),
    )
    merged = merge(base, ours, theirs)
    assert merged.clashes == ()
    assert merged.text == "| 目標 | 値 | 備考 |\n| 画面の応答 | 2秒 | 毎日。朝も。 |\n"
    (clash,) = merge(base, ours, base.replace("3秒", "1秒")).clashes
    assert (clash.ours, clash.theirs) == ("| 応答 | 2秒 | 毎日。夜も。 |", "| 応答 | 1秒 | 平日。夜も。 |")


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
