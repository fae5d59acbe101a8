"""What the towns of the demonstration say about the specification they write, with days counted from the loading."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.accounts.models import User
from govtech.accounts.queries import acting_for
from govtech.core import clock
from govtech.core.db import session
from govtech.core.policy import Actor, OrganisationKind, Role
from govtech.demo.moments import at_work
from govtech.discussions import presenting, services, suggestion_services
from govtech.discussions.content import FIELDS, CommentData, SuggestionData
from govtech.discussions.models import Discussion
from govtech.drafting.models import Specification, Status, Thing
from govtech.drafting.places import Place
from govtech.organisations.models import Organisation

FILE = Path(__file__).parent / "discussions.toml"
TITLE = "道路損傷通報システム%"


def load() -> None:
    """Put it in when nothing is said yet; a place that is not there is left out."""
    if session.scalar(sa.select(Discussion.id).limit(1)) is not None:
        return
    specification = session.scalar(
        sa.select(Specification).where(
            Specification.title.like(TITLE), Specification.sample, Specification.status == Status.DRAFTING
        )
    )
    if specification is None:
        return
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for item in said["discussion"]:
        if place := _place(specification, item["place"]):
            _talk(place, item)
    for item in said["suggestion"]:
        if place := _place(specification, item["place"]):
            _suggest(place, item)


def _place(specification: Specification, name: str) -> Place | None:
    thing, _colon, key = name.partition(":")
    place = Place(specification, Thing(thing), key)
    return place if presenting.exists(*place) else None


def _talk(place: Place, item: dict[str, Any]) -> None:
    discussion: Discussion | None = None
    for one in item["comments"]:
        with clock.at(at_work(one["days"])):
            data = CommentData(one["text"].strip())
            if discussion is None:
                discussion = services.begin(_person(one["who"]), place, data)
                discussion.sample = True
            else:
                services.reply(_person(one["who"]), discussion, data)
    if discussion is not None and (resolved := item.get("resolved")):
        with clock.at(at_work(resolved["days"])):
            services.resolve(_person(resolved["who"]), discussion)


def _suggest(place: Place, item: dict[str, Any]) -> None:
    texts = presenting.texts_now(*place) or {}
    wording = {name: texts[name] for name in FIELDS[place.thing]}
    wording[item["field"]] = wording[item["field"]].replace(item["from"], item["to"])
    if wording == texts:
        return
    with clock.at(at_work(item["days"])):
        data = SuggestionData(wording, item["reason"], place.specification.revision)
        made = suggestion_services.suggest(_person(item["who"]), place, data)
        made.sample = True
    if rejected := item.get("rejected"):
        with clock.at(at_work(rejected["days"])):
            suggestion_services.reject(_person(rejected["who"]), made, rejected["reason"])


def _person(who: str) -> Actor:
    """The account of an address, or somebody of the town with that code."""
    user_id = session.scalar(sa.select(User.id).where(User.email == who))
    if user_id is not None:
        return acting_for([user_id])[user_id][0]
    town = session.get_one(Organisation, who)
    return Actor(
        name="担当",
        organisation_id=town.id,
        organisation_name=town.name,
        organisation_kind=OrganisationKind.MUNICIPALITY,
        role=Role.EDITOR,
        verified=True,
    )
