"""Markdown that people write, made into HTML that can do no harm; and back into plain text for search."""

from __future__ import annotations

import re
from functools import lru_cache

import markdown
import nh3

from govtech.core.errors import Invalid
from govtech.core.words import gettext as _

MAX_MARKDOWN = 50_000
MAX_LINE = 10_000
MAX_LINES = 10_000
MAX_NESTING = 12
MAX_BRACKETS = 200
MAX_OPENED = 2000
MAX_MARKS_A_LINE = 1000
MAX_HEADINGS = 500
MAX_FOOTNOTES = 300
TAGS = frozenset(
    [
        "p",
        "br",
        "hr",
        "strong",
        "em",
        "del",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "a",
        "sup",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "section",
    ]
)
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),  # nh3 would keep title and lang on everything
    "a": {"href", "title"},
    "th": {"align", "scope"},
    "td": {"align"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
}
CLASSES = {"a": {"footnote-ref", "footnote-backref"}, "div": {"footnote"}}
SCHEMES = {"http", "https", "mailto", "tel"}
_BRACKET_RUN = re.compile(rf"[\[\]()<>*_`~!|]{{{MAX_BRACKETS},}}")
_INDENT = re.compile(
    rf"^(?:[ \t]*(?:>|(?:[-*+]|\d{{1,9}}[.)])(?=[ \t]))){{{MAX_NESTING},}}", re.MULTILINE
)  # a line of dashes nests nothing
_HEADING = re.compile(r"^ {0,3}(?:#|[-=_*][-=_* ]*$)", re.MULTILINE)
_FOOTNOTE_ID = re.compile(r"fn(?:ref\d*)?:[^\s\"'<>]{1,80}")
_DEEP = re.compile(r"^(?: {48,}|\t{12,})\S", re.MULTILINE)


def check_markdown(text: str) -> None:
    """Invalid when a text is too long or nested so that rendering it would take seconds."""
    if len(text) > MAX_MARKDOWN:
        raise Invalid(
            _(
                "本文が長すぎます。%(limit)s文字以内にしてください（現在%(n)s文字）。",
                limit=MAX_MARKDOWN,
                n=len(text),
            )
        )
    if text.count("\n") >= MAX_LINES:
        raise Invalid(_("行が多すぎます。%(limit)s行以内にしてください。", limit=MAX_LINES))
    if max(map(len, text.split("\n")), default=0) > MAX_LINE:
        raise Invalid(_("1行が長すぎます。%(limit)s文字ごとに改行してください。", limit=MAX_LINE))
    if _INDENT.search(text) or _DEEP.search(text):
        raise Invalid(_("引用や箇条書きの入れ子が深すぎます。%(n)s段までにしてください。", n=MAX_NESTING - 1))
    if _BRACKET_RUN.search(text) or _crowded(text):
        raise Invalid(_("かっこや記号が続きすぎています。記号の並びを減らしてください。"))
    if len(_HEADING.findall(text)) > MAX_HEADINGS:
        raise Invalid(_("見出しと区切り線が多すぎます。合わせて%(n)s行までにしてください。", n=MAX_HEADINGS))
    if text.count("[^") > MAX_FOOTNOTES:
        raise Invalid(_("注が多すぎます。%(n)s個までにしてください。", n=MAX_FOOTNOTES))


def _crowded(text: str) -> bool:
    """Whether opening brackets, or marks of emphasis, are so many that Markdown's search for their ends explodes."""
    opened = max(text.count("["), text.count("<"), text.count("`"))
    marks = max((len(re.findall(r"[*_]", line)) for line in text.split("\n")), default=0)
    return opened > MAX_OPENED or marks > MAX_MARKS_A_LINE


def _keep_attribute(_tag: str, name: str, value: str) -> str | None:
    """Ids are those of footnotes alone: another could take the place of one that the page itself uses."""
    return value if name != "id" or _FOOTNOTE_ID.fullmatch(value) else None


@lru_cache(maxsize=512)
def _render(text: str) -> str:
    engine = markdown.Markdown(
        extensions=["tables", "fenced_code", "footnotes", "sane_lists", "nl2br"],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "footnotes": {"BACKLINK_TITLE": "↩ {}"},
        },
        output_format="html",
    )
    raw = engine.convert(text).replace("<h1", "<h2").replace("</h1>", "</h2>")
    return nh3.clean(
        raw,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_keep_attribute,
        allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer nofollow",
    )


def render_markdown(text: str) -> str:
    """Safe HTML of a Markdown text (h1 becomes h2, since the page has its own); Invalid as `check_markdown`."""
    check_markdown(text)
    return _render(text)


def plain_text(text: str) -> str:
    """The words of a Markdown text without its marks, for search and excerpts; "" when it cannot be rendered."""
    try:
        html = render_markdown(text)
    except Invalid:
        return ""
    spaced = re.sub(r"</(?:p|li|td|th|h\d|pre|dt|dd|blockquote)>|<br>", "\n", html)
    bare = nh3.clean(spaced, tags=set())
    return re.sub(
        r"\n{2,}", "\n", bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    ).strip()
