"""What the list and the page of a case show: filters with their addresses, steps, facts and the chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import current_app, url_for

from govtech.core import journal
from govtech.core.filters import Groups, Option
from govtech.core.policy import Actor, can
from govtech.core.show import show_fiscal_year
from govtech.core.text import clean
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.knowledge import part_queries
from govtech.knowledge.adoption_models import ADOPTION_LABELS, ADOPTION_TONES
from govtech.knowledge.content import content_of, missing
from govtech.knowledge.models import STATUS_LABELS, STATUS_TONES, VISIBILITY_LABELS, CaseStudy, Status
from govtech.knowledge.queries import Facet, Filters

YEAR_DIGITS, NUMBER_DIGITS, KEY_LIMIT, QUERY_LIMIT = 4, 3, 16, 200
HISTORY_WORDS: Mapping[str, Text] = {
    "case_study.created": _l("下書きを作成しました"),
    "case_study.changed": _l("内容を変更しました"),
    "case_study.submitted": _l("確認を依頼しました"),
    "case_study.recalled": _l("確認の依頼を取り下げました"),
    "case_study.sent_back": _l("差し戻しました"),
    "case_study.published": _l("公開しました"),
    "case_study.archived": _l("掲載を終えました"),
    "case_study.restored": _l("掲載を再開しました"),
    "case_study.file_added": _l("ファイルを添付しました"),
    "case_study.file_removed": _l("ファイルを外しました"),
    "case_study.thanked": _l("「参考になりました」を伝えました"),
    "case_study.thanks_taken_back": _l("「参考になりました」を取り消しました"),
}
CHAIN = (
    ("source_need_id", _l("元になったニーズ"), _l("ニーズを見る"), "needs.show", "need_id"),
    (
        "source_specification_id",
        _l("使った仕様書"),
        _l("仕様書を見る"),
        "specifications.show",
        "specification_id",
    ),
    (
        "source_procurement_id",
        _l("行った共同調達"),
        _l("共同調達を見る"),
        "procurements.show",
        "procurement_id",
    ),
)


def listed_filters(args: Mapping[str, str], actor: Actor) -> Filters:
    """The filters of the address; a value that does not exist counts as none."""
    status = args.get("status", "")
    mine = args.get("mine") == "1" and actor.organisation_id is not None
    return Filters(
        q=args.get("q", "")[:QUERY_LIMIT].strip(),
        initiative=_number(args.get("initiative"), NUMBER_DIGITS),
        technology=clean(args.get("technology", ""))[:KEY_LIMIT] or None,
        year=_number(args.get("year"), YEAR_DIGITS),
        place=clean(args.get("place", ""))[:KEY_LIMIT] or None,
        mine=mine,
        status=Status(status) if mine and status in set(Status) else None,
    )


def _number(text: str | None, most: int) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= most else None


def address(filters: Filters, **changes: Any) -> str:
    """The list narrowed so."""
    wanted = replace(filters, **changes)
    if not wanted.mine:
        wanted = replace(wanted, status=None)
    values: dict[str, Any] = {
        "q": wanted.q,
        "initiative": wanted.initiative,
        "technology": wanted.technology,
        "year": wanted.year,
        "place": wanted.place,
        "mine": "1" if wanted.mine else None,
        "status": wanted.status,
    }
    return url_for("cases.index", **{name: value for name, value in values.items() if value})


def filter_groups(actor: Actor, filters: Filters, facets: Mapping[str, Sequence[Facet]]) -> Groups:
    """(title, [(label, count, address, chosen)]) for the macros; a chosen one's address takes it away."""
    own = (_("自分の団体の事例"), None, address(filters, mine=not filters.mine), filters.mine)
    titles = (
        ("status", _("状態")),
        ("initiative", _("取組")),
        ("year", _("実施年度")),
        ("place", _("市区町村")),
    )
    groups = [(title, [_option(filters, name, facet) for facet in facets[name]]) for name, title in titles]
    if can(actor, "case:create"):
        groups.insert(0, (_("範囲"), [own]))
    if filters.technology:
        name = part_queries.names().technologies.get(filters.technology, filters.technology)
        groups.append((_("技術"), [(name, None, address(filters, technology=None), True)]))
    if filters.q:
        groups.append((_("言葉"), [(filters.q, None, address(filters, q=""), True)]))
    return groups


def _option(filters: Filters, name: str, facet: Facet) -> Option:
    held = getattr(filters, name)
    chosen = held is not None and str(held) == facet.value
    value: Any = int(facet.value) if name in {"initiative", "year"} else facet.value
    label = {
        "status": lambda: str(STATUS_LABELS[Status(facet.value)]),
        "year": lambda: show_fiscal_year(int(facet.value)),
    }.get(name, lambda: facet.label)()
    return label, facet.count, address(filters, **{name: None if chosen else value}), chosen


def page_of(actor: Actor, case: CaseStudy) -> dict[str, Any]:
    """The context of the page of a case for this reader."""
    history = journal.history(actor, case)
    followers = part_queries.followers(actor, case)
    owns = can(actor, "case:submit", case)
    return {
        "case": case,
        "content": content_of(case),
        "missing": missing(content_of(case)) if owns else [],
        "steps": steps(case),
        "chain": chain(case, len(followers)),
        "followers": followers,
        "thanks": part_queries.thanks(actor, case),
        "history": history,
        "history_words": {verb: str(words) for verb, words in HISTORY_WORDS.items()},
        "sent_back": _last_reason(history, "case_study.sent_back")
        if case.status == Status.DRAFT and owns
        else None,
        "archived": _last_reason(history, "case_study.archived") if case.status == Status.ARCHIVED else None,
        "may_follow": _may_follow(actor, case),
        "status_tones": STATUS_TONES,
        "visibility_label": str(VISIBILITY_LABELS[case.visibility]),
        "adoption_labels": ADOPTION_LABELS,
        "adoption_tones": ADOPTION_TONES,
    }


def _may_follow(actor: Actor, case: CaseStudy) -> bool:
    return (
        can(actor, "adoption:record")
        and case.status == Status.PUBLISHED
        and not actor.acts_for(case.place_code)
        and not actor.acts_for(case.organisation_id)
    )


def _last_reason(history: Sequence[Any], verb: str) -> str | None:
    """The reason of the latest such entry, unless something newer was said since."""
    return next((str(row.changes.get("reason", "")) for row in history if row.verb == verb), None)


def steps(case: CaseStudy) -> list[tuple[str, str]]:
    """The life of a case with today's place."""
    order = [Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED]
    if case.status == Status.ARCHIVED:
        order.append(Status.ARCHIVED)
    place = order.index(Status(case.status))
    return [
        (str(STATUS_LABELS[status]), "done" if at < place else "now" if at == place else "next")
        for at, status in enumerate(order)
    ]


def chain(case: CaseStudy, followers: int) -> list[tuple[str, str, str | None]]:
    """What it came from, the case itself, and what came of it."""
    links: list[tuple[str, str, str | None]] = []
    for column, label, text, endpoint, argument in CHAIN:
        key = getattr(case, column)
        if key and endpoint in current_app.view_functions:
            links.append((str(label), str(text), url_for(endpoint, **{argument: key})))
    links.append((_("この事例"), case.title, None))
    if followers:
        links.append((_("横展開"), _("%(n)s団体が参考にしています", n=followers), "#followers"))
    return links if len(links) > 1 else []
