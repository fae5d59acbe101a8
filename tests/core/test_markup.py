"""Markdown from people: nothing that comes out can act, and nothing that goes in can hold up the server."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtech.core.errors import Invalid
from govtech.core.markup import (
    ATTRIBUTES,
    CLASSES,
    MAX_MARKDOWN,
    MAX_NESTING,
    SCHEMES,
    TAGS,
    check_markdown,
    plain_text,
    render_markdown,
)
from tests.core.hostile_markdown import BOMBS, SCRIPTS
from tests.ending import it_ends

HTML = "{http://www.w3.org/1999/xhtml}"
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "poster", "srcset"}
LONGEST_PARSED = 200_000
"""html5lib takes seconds for more; what the cleaner does to one element it does to each."""


def elements(html: str):
    """Every element a browser would make of it inside a page."""
    document = html5lib.parse(
        f"<!doctype html><body><div id='place'>{html}</div></body>", treebuilder="etree"
    )
    place = next(one for one in document.iter() if one.get("id") == "place")
    return [one for one in place.iter() if one is not place]


def assert_harmless(html: str) -> None:
    """Only known elements with known attributes, addresses of known kinds, and no name the page itself uses."""
    for element in elements(html):
        assert isinstance(element.tag, str), "a comment came through"
        tag = element.tag.removeprefix(HTML)
        assert tag in TAGS | {"tbody"}, tag
        for name, value in element.attrib.items():
            allowed = (
                ATTRIBUTES.get(tag, set())
                | ({"class"} if tag in CLASSES else set())
                | ({"rel"} if tag == "a" else set())
            )
            assert name in allowed, (tag, name)
            if name in ADDRESSES:
                scheme = value.partition(":")[0].lower() if ":" in value else ""
                assert not scheme or scheme in SCHEMES or not scheme.isalnum(), value
            if name == "class":
                assert set(value.split()) <= CLASSES[tag]
            if name == "id":
                assert value.startswith(("fn:", "fnref")), value


def rendered(text: str) -> str:
    """What comes out, nothing where the text is refused; that it comes at all is part of every test."""
    with it_ends():
        try:
            return render_markdown(text)
        except Invalid as error:
            refusal = error.message
    assert refusal
    return ""


@pytest.mark.parametrize("text", SCRIPTS)
def test_no_script_survives(text):
    html = rendered(text)
    assert_harmless(html)


def test_the_corpus_is_as_large_as_the_one_that_was_measured():
    assert len(set(SCRIPTS)) + len(BOMBS) >= 69


@pytest.mark.parametrize("name", BOMBS)
def test_no_bomb_goes_off(name):
    html = rendered(BOMBS[name])
    if len(html) < LONGEST_PARSED:
        assert_harmless(html)


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "*",
        "_",
        "`",
        "~",
        "!",
        "|",
        "#",
        "-",
        "+",
        "=",
        "&",
        "\\",
        '"',
        "'",
        ":",
        "^",
        "1.",
        "\n",
        " ",
        "a",
        "あ",
        "[^a]",
        "![",
        "](",
        "**",
        "<a",
        "</",
        "<!--",
        "-->",
        "> ",
        "- ",
        "    ",
    ],
)
@pytest.mark.parametrize("other", ["", " ", "\n", "a", "\n\n"])
def test_repetition_comes_to_an_end(unit, other):
    shown = rendered(((unit + other) * MAX_MARKDOWN)[:MAX_MARKDOWN])
    assert "<script" not in shown


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from([*SCRIPTS, "\n", "\n\n", "- ", "> ", "    ", "| ", "`", "*", "[^1]", "[^1]: "]),
        max_size=6,
    )
)
def test_mixtures_are_harmless_too(parts):
    assert_harmless(rendered("".join(parts)))


def test_only_named_attributes_stay():
    html = render_markdown('<p title="</noscript><img src=x onerror=alert(1)>" lang="en">a</p>')
    assert "title" not in html
    assert "lang" not in html
    assert_harmless(html)


def test_what_officials_write_comes_out_as_meant():
    html = render_markdown(
        "# 背景\n\n窓口の**待ち時間**が長い。[資料](https://www.example.jp/a?b=1&c=2)\n\n"
        "| 項目 | 件数 |\n|:--|--:|\n| 通報 | 420 |\n\n- 一つ\n- 二つ\n\n3. 三\n4. 四\n\n> 引用\n\n`code`\n\n注[^1]\n\n[^1]: 注の文"
    )
    assert "<h2>背景</h2>" in html
    assert "<strong>待ち時間</strong>" in html
    assert 'href="https://www.example.jp/a?b=1&amp;c=2"' in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert '<td align="right">420</td>' in html
    assert '<ol start="3">' in html
    assert "<blockquote>" in html
    assert "footnote" in html
    assert_harmless(html)


def test_a_line_break_is_a_line_break():
    assert "<br>" in render_markdown("一行目\n二行目")


def test_cells_of_a_head_without_words_hold_nothing_so_that_the_page_can_leave_it_out():
    shown = render_markdown("|  |  |\n| --- | ---: |\n| 中央 | 120 |")
    assert "<th></th>" in shown
    assert '<th align="right"></th>' in shown


def test_the_page_keeps_its_own_heading():
    assert "<h1" not in render_markdown("# 一\n\n<h1>二</h1>\n\n三\n===")


@pytest.mark.parametrize("depth", [1, 5, MAX_NESTING - 1])
def test_nesting_that_people_use_is_accepted(depth):
    assert "<blockquote>" in render_markdown("> " * depth + "あ")


@pytest.mark.parametrize(
    "text",
    [
        "あ" * (MAX_MARKDOWN + 1),
        "あ" * 10_001,
        "> " * (MAX_NESTING + 1) + "あ",
        " " * 4 * (MAX_NESTING + 2) + "- あ",
        "[" * 300,
        "[ " * 3000,
    ],
)
def test_what_is_refused_says_why(text):
    with pytest.raises(Invalid) as refused:
        check_markdown(text)
    assert len(refused.value.message) > 10


def test_plain_text_holds_the_words_alone():
    text = plain_text(
        "# 見出し\n\n**太い** 文 <b>x</b> & [資料](https://www.example.jp/)\n\n- 一\n- 二\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    assert text.split("\n")[0] == "見出し"
    assert "太い 文 x & 資料" in text
    for mark in ("**", "<", "](", "|", "https://www.example.jp"):
        assert mark not in text
    assert "a\nb" in text


def test_plain_text_of_what_cannot_be_rendered_is_empty():
    assert plain_text("[" * 9000) == ""
