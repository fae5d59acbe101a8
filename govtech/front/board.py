"""What the home page shows to whoever opens it: today's tasks, what is open now, what is new, what was achieved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import url_for

from govtech.clusters import queries as clusters
from govtech.compliance import queries as compliance
from govtech.core.clock import end_of_day_jst, now
from govtech.core.db import session
from govtech.core.policy import Actor, Role
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.discussions import tasks as discussions
from govtech.knowledge import queries as knowledge
from govtech.matching import parts as matching
from govtech.needs import queries as needs
from govtech.needs import tasks
from govtech.needs.models import Need
from govtech.needs.models import Status as NeedStatus
from govtech.organisations import queries as directory
from govtech.organisations.tiles import toned
from govtech.questions import queries as questions
from govtech.reading import tasks as specifications
from govtech.solutions.models import Solution
from govtech.solutions.models import Status as SolutionStatus
from govtech.soundings import queries as soundings
from govtech.subsidies import queries as subsidies
from govtech.trials import queries as trials

DARKEST = 4
NEED_TASKS: dict[str, tuple[Text, str]] = {
    "approve": (_l("公開してよいか、内容を確認してください。"), "needs.show"),
    "choose": (_l("締め切られました。提案を読み、結果を知らせてください。"), "choosing.handed_in"),
    "revise": (_l("差し戻されました。理由を読んで直してください。"), "needs.show"),
    "overdue": (
        _l("結果の予定日を過ぎています。提案した団体に結果を知らせてください。"),
        "choosing.handed_in",
    ),
    "confirm": (_l("ニーズが大きく変わりました。提案がそのままでよいか確認してください。"), "needs.show"),
    "finish": (_l("提案が下書きのままです。期限までに提出してください。"), "needs.show"),
}
RESPONSE_TASKS: dict[str, Text] = {
    "pick": _l("面談の日時の候補が届きました。都合のよい日時を選んでください。"),
    "reschedule": _l("提案した団体が、面談の別の日時を希望しています。"),
}
TRIAL_TASKS: dict[str, Text] = {
    "agree": _l("実証実験の合意の内容を読み、確認してください。"),
    "start": _l("合意した実証実験の始まる日です。始めてください。"),
    "measure": _l("実証実験の期間が終わりました。実績を入力してください。"),
    "evaluate": _l("実証実験の期間が終わりました。報告を書き、評価に進んでください。"),
    "decide": _l("実証実験の結果を読み、本格導入するかどうかを決めてください。"),
    "case": _l("実証実験が終わりました。記録から事例の下書きを作ってください。"),
}
SPECIFICATION_TASKS: dict[str, tuple[Text, str]] = {
    "state": (_l("立場を決めていない要件が%(n)s件あります。"), "positions.own"),
    "confirm": (
        _l("自団体の立場がそろいました（要件%(n)s件）。承認者として確認してください。"),
        "positions.matrix",
    ),
    "accept": (_l("修正希望%(n)s件に回答が届きました。受け入れるかを決めてください。"), "positions.matrix"),
    "settle": (
        _l("食い違った変更が%(n)s件あります。どちらを残すかを決めてください。"),
        "specifications.show",
    ),
    "answer": (_l("修正希望が%(n)s件あります。本文を直すか、回答してください。"), "positions.matrix"),
    "renew": (
        _l("ひな形が新しい版になりました。変更を見て、取り込むものを選んでください。"),
        "evolving.update",
    ),
    "offer": (_l("ひな形として提案されました。今の版との違いを確認してください。"), "offers.index"),
}
DISCUSSION_TASKS: dict[str, tuple[Text, str]] = {
    "told": (_l("あなた宛ての議論が%(n)s件、返事を待っています。"), "told"),
    "decide": (_l("文案の提案が%(n)s件あります。採り入れるかどうかを決めてください。"), ""),
}
SOUNDING_TASKS: dict[str, tuple[Text, str]] = {
    "remark": (
        _l("仕様書案への意見を募集しています。実現できるか、費用がかかりすぎないかを確かめてください。"),
        "soundings.show",
    ),
    "answer": (_l("意見%(n)s件に回答していません。"), "sounding_answers.desk"),
    "publish": (_l("すべての意見に回答しました。内容を確かめて公開してください。"), "soundings.show"),
}
Task = dict[str, Any]


def home(actor: Actor) -> dict[str, Any]:
    """The context of the home page for this reader."""
    cases = knowledge.published_by_organisation(actor)
    return {
        "today": list(_today(actor)) if actor.signed_in else [],
        "needs_for_us": matching.for_us(actor),
        "open_needs": [_need(row) for row in needs.open_now()],
        "closing_subsidies": [_subsidy(row) for row in subsidies.closing()],
        "new_cases": [_case(row) for row in knowledge.newest(actor)],
        "figures": _figures(cases),
        "tasks_by_kind": {} if actor.signed_in else _doors(),
        "tiles": toned({code: min(count, DARKEST) for code, count in cases.items()}),
        "tiles_title": _("市町村ごとの公開された事例の数"),
        "tiles_legend": (
            (0, _("まだない")),
            (1, _("1件")),
            (2, _("2件")),
            (3, _("3件")),
            (DARKEST, _("4件以上")),
        ),
    }


def _today(actor: Actor) -> Iterator[Task]:
    """What this person is asked to do, each one click away."""
    for row in tasks.waiting_for(actor):
        if row.task in RESPONSE_TASKS:
            url = url_for("choosing.interview", response_id=row.response_id)
            yield _task(row.title, url, str(RESPONSE_TASKS[row.task]))
            continue
        reason, endpoint = NEED_TASKS[row.task]
        yield _task(row.title, url_for(endpoint, need_id=row.id), str(reason), tasks.due(row))
    yield from map(_question, questions.waiting_for(actor))
    yield from map(_cluster, clusters.waiting_for(actor))
    yield from map(_specification, specifications.waiting_for(actor))
    yield from map(_discussion, discussions.waiting_for(actor))
    yield from map(_sounding, soundings.waiting_for(actor))
    yield from map(_reply, compliance.waiting_for(actor))
    for row in trials.waiting_for(actor):
        url = url_for("trials.show", trial_id=row.id)
        deadline = end_of_day_jst(row.deadline) if row.deadline else None
        yield _task(row.title, url, str(TRIAL_TASKS[row.task]), deadline)
    for row in knowledge.awaiting_review(actor):
        yield _task(
            row.title, url_for("cases.show", case_id=row.id), _("公開してよいか、事例を確認してください。")
        )
    if actor.is_supplier and actor.at_least(Role.ADMIN):
        yield from _certificates(actor)
    if actor.is_coordinator:
        waiting = directory.waiting(actor)
        if waiting.total:
            title = _("登録の確認を待つ団体が%(n)s件あります", n=waiting.total)
            yield _task(title, url_for("organisations.pending"), _("内容を確かめ、確認済みにしてください。"))


def _sounding(row: Any) -> Task:
    reason, endpoint = SOUNDING_TASKS[row.task]
    return _task(row.title, url_for(endpoint, sounding_id=row.id), str(reason) % {"n": row.count}, row.until)


def _reply(row: Any) -> Task:
    reason = _("要件への回答が下書きのままです。締切までに提出してください。")
    return _task(row.title, url_for("replies.show", reply_id=row.id), reason, row.closes_at)


def _question(row: Any) -> Task:
    reason = (
        _("質問%(n)s件の回答案を確認してください。", n=row.count)
        if row.task == "confirm"
        else _("質問%(n)s件に回答してください。", n=row.count)
    )
    kind, key = ("need", row.need_id) if row.need_id else ("case", row.case_id)
    url = url_for(f"questions.of_{kind}", **{f"{kind}_id": key}, _anchor="private")
    return _task(row.title, url, reason, row.deadline)


def _certificates(actor: Actor) -> Iterator[Task]:
    """Certificates of the actor's organisation that end soon or have ended."""
    for held in directory.expiring([actor.organisation_id or ""]):
        url = url_for(
            "organisations.renew_certification",
            organisation_id=held.organisation_id,
            certification_id=held.id,
        )
        if held.expired:
            title = _("「%(name)s」の期限が切れています", name=held.name)
        else:
            title = _("「%(name)s」の期限が近づいています", name=held.name)
        yield _task(
            title, url, _("更新したら、新しい期限を登録してください。"), end_of_day_jst(held.expires_on)
        )


def _cluster(row: Any) -> Task:
    if row.task == "answer":
        url = url_for("clusters.show", cluster_id=row.id, _anchor="invitation")
        return _task(row.title, url, _("共同化のお誘いです。参加するかどうかを答えてください。"))
    title = _("確認を待つ共同化候補が%(n)s件あります", n=row.count)
    return _task(
        title, url_for("clusters.index", status="proposed"), _("中身を確かめ、確認するか見送ってください。")
    )


def _specification(row: Any) -> Task:
    text, endpoint = SPECIFICATION_TASKS[row.task]
    anchor = "objections-title" if row.task in {"accept", "answer"} else None
    url = url_for(endpoint, specification_id=row.id, _anchor=anchor)
    return _task(row.title, url, str(text) % {"n": row.count}, row.deadline)


def _discussion(row: Any) -> Task:
    text, whose = DISCUSSION_TASKS[row.task]
    url = url_for("discussions.index", specification_id=row.id, whose=whose or None)
    return _task(row.title, url, str(text) % {"n": row.count})


def _task(title: str, url: str, reason: str, deadline: Any = None) -> Task:
    return {"title": title, "url": url, "reason": reason, "deadline": deadline}


def _need(row: Any) -> dict[str, Any]:
    return {
        "title": row.title,
        "url": url_for("needs.show", need_id=row.id),
        "organisation": row.organisation,
        "deadline": row.response_deadline,
        "sample": row.sample,
    }


def _subsidy(row: Any) -> dict[str, Any]:
    return {
        "title": row.title,
        "url": url_for("subsidies.show", subsidy_id=row.id),
        "organisation": row.provider,
        "deadline": row.closes_at,
        "ceiling": row.ceiling,
    }


def _case(row: Any) -> dict[str, Any]:
    return {
        "title": row.title,
        "url": url_for("cases.show", case_id=row.id),
        "organisation": row.organisation_name,
        "date": row.published_at,
        "sample": row.sample,
    }


def _figures(cases: dict[str, int]) -> list[tuple[str, int, str, Any]]:
    """Counts of what this reader may read, as of now."""
    shown = (
        NeedStatus.PUBLISHED,
        NeedStatus.CLOSED,
        NeedStatus.MATCHED,
        NeedStatus.UNMATCHED,
        NeedStatus.CONCLUDED,
    )
    posted = sa.select(sa.func.count()).where(Need.status.in_(shown)).scalar_subquery()
    offered = sa.select(sa.func.count()).where(Solution.status == SolutionStatus.PUBLISHED).scalar_subquery()
    row = (sum(cases.values()), len(cases), *session.execute(sa.select(posted, offered)).one())
    words = (
        (_("公開された事例"), _("件")),
        (_("事例を寄せた団体"), _("団体")),
        (_("公開されたニーズ"), _("件")),
        (_("公開中のソリューション"), _("件")),
    )
    return [(label, count, unit, now()) for (label, unit), count in zip(words, row, strict=True)]


def _doors() -> dict[str, list[tuple[str, str]]]:
    """What each kind of visitor can do."""
    return {
        "municipality": [
            (_("ほかの市町村の事例を探す"), url_for("cases.index")),
            (_("標準仕様書ひな形から始める"), url_for("templates.index")),
            (_("サインインして困りごとを投げかける"), url_for("accounts.signin", next="/needs/new")),
        ],
        "company": [
            (_("受付中のニーズに提案する"), url_for("needs.index")),
            (_("会社を登録してソリューションを紹介する"), url_for("accounts.register")),
        ],
        "civic_group": [
            (_("手伝える困りごとを探す"), url_for("needs.index")),
            (_("団体を登録する"), url_for("accounts.register")),
        ],
        "anyone": [
            (_("まちの手続のワンストップ度を見る"), url_for("knowledge_reference.one_stop")),
            (_("使える補助金を探す"), url_for("subsidies.index")),
        ],
    }
