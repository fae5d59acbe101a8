"""What people are told of the discussions of a joint specification; only those who take part are ever told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from govtech.core.journal import Notice
from govtech.core.markup import plain_text
from govtech.core.policy import Actor
from govtech.core.text import shorten
from govtech.core.words import gettext as _
from govtech.discussions.models import Comment, Discussion, Status
from govtech.discussions.people import Circle
from govtech.discussions.presenting import places
from govtech.discussions.suggestion_models import Outcome, Suggestion
from govtech.drafting.models import Specification
from govtech.notices.models import Kind
from govtech.notices.telling import Words, tell

QUOTED = 120


def path_of(thing: Discussion | Suggestion) -> str:
    """The address of a thread's or a suggestion's own page."""
    kind = "discussions" if isinstance(thing, Discussion) else "suggestions"
    return f"/specifications/{thing.specification_id}/{kind}/{thing.id}"


def _tell(actor: Actor, known: Circle, tokens: Iterable[str], path: str, words: Words) -> list[Notice]:
    """To those behind the tokens, but not to whoever did it."""
    readers = [one for one in known.members(tokens) if one.user_id != actor.user_id]
    return tell(readers, Kind.QUESTION, path, words)


def _users(user_ids: Iterable[str | None]) -> set[str]:
    return {f"user:{one}" for one in user_ids if one}


def _who(actor: Actor) -> str:
    return f"{actor.organisation_name} {actor.name}".strip()


def mentioned(actor: Actor, comment: Comment, known: Circle, tokens: Iterable[str]) -> list[Notice]:
    """To those whom a comment speaks to."""
    discussion = comment.discussion
    title, quoted = discussion.specification.title, shorten(plain_text(comment.text), QUOTED)
    return _tell(
        actor,
        known,
        tokens,
        f"{path_of(discussion)}#comment-{discussion.id}-{comment.number}",
        lambda: (
            _("【あなた宛て】%(title)s", title=title),
            _("%(who)sさんから：%(text)s", who=_who(actor), text=quoted),
        ),
    )


def replied(
    actor: Actor, comment: Comment, known: Circle, writers: Iterable[str], told: Sequence[Notice]
) -> list[Notice]:
    """To those who wrote in the thread before and were not spoken to already."""
    discussion = comment.discussion
    title, quoted = discussion.specification.title, shorten(plain_text(comment.text), QUOTED)
    left = set(writers) - {notice.user_id for notice in told}
    return _tell(
        actor,
        known,
        _users(left),
        f"{path_of(discussion)}#comment-{discussion.id}-{comment.number}",
        lambda: (
            _("【返信】%(title)s", title=title),
            _("%(who)sさんから：%(text)s", who=_who(actor), text=quoted),
        ),
    )


def turned(actor: Actor, discussion: Discussion, known: Circle, writers: Iterable[str]) -> list[Notice]:
    """To those who wrote in a thread: it was resolved, or opened again."""
    title, resolved = discussion.specification.title, discussion.status is Status.RESOLVED
    return _tell(
        actor,
        known,
        _users(writers),
        path_of(discussion),
        lambda: (
            _("【議論が解決】%(title)s", title=title)
            if resolved
            else _("【議論を再開】%(title)s", title=title),
            _("%(who)sさんが解決済みにしました。", who=_who(actor))
            if resolved
            else _("%(who)sさんが、もう一度話し合うことにしました。", who=_who(actor)),
        ),
    )


def suggested(actor: Actor, suggestion: Suggestion, known: Circle) -> list[Notice]:
    """To the lead, which decides."""
    title, reason = suggestion.specification.title, shorten(suggestion.reason, QUOTED)
    place = places(suggestion.specification)
    return _tell(
        actor,
        known,
        [f"org:{suggestion.specification.organisation_id}"],
        path_of(suggestion),
        lambda: (
            _("【文案の提案】%(title)s", title=title),
            _(
                "%(who)sさんが「%(place)s」の文案を提案しました。採り入れるかどうかを決めてください。理由：%(reason)s",
                who=_who(actor),
                place=place(suggestion.thing, suggestion.key).name,
                reason=reason,
            ),
        ),
    )


def decided(actor: Actor, suggestion: Suggestion, known: Circle) -> list[Notice]:
    """To whoever suggested it: taken in or not."""
    title, reason = suggestion.specification.title, suggestion.decision
    accepted, place = suggestion.status is Outcome.ACCEPTED, places(suggestion.specification)
    return _tell(
        actor,
        known,
        _users([suggestion.user_id]),
        path_of(suggestion),
        lambda: (
            _("【文案を採用】%(title)s", title=title)
            if accepted
            else _("【文案を不採用】%(title)s", title=title),
            _(
                "「%(place)s」へのあなたの文案を採り入れました。",
                place=place(suggestion.thing, suggestion.key).name,
            )
            if accepted
            else _(
                "「%(place)s」へのあなたの文案は採り入れませんでした。理由：%(reason)s",
                place=place(suggestion.thing, suggestion.key).name,
                reason=reason,
            ),
        ),
    )


def taken_over(
    actor: Actor, specification: Specification, known: Circle, organisation_id: str, key: str
) -> list[Notice]:
    """To the municipality whose wanted wording became the text of an item."""
    title = specification.title
    return _tell(
        actor,
        known,
        [f"org:{organisation_id}"],
        f"/specifications/{specification.id}/items/{quote(key, safe='')}",
        lambda: (
            _("【希望の文案を採用】%(title)s", title=title),
            _(
                "要件%(key)sを、自団体の希望した文案に改めました。内容を確かめて、立場を示し直してください。",
                key=key,
            ),
        ),
    )
