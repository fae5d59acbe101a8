"""A template that moved on offers its changes: what only it changed comes in, what both changed is shown with both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden
from govtech.drafting import clashing, queries, services, shaping, values, writing
from govtech.drafting.content import from_template, plain_of
from govtech.drafting.models import Specification, Thing
from govtech.drafting.values import Filled
from govtech.drafting.writing import Edit
from govtech.renewing import evolving
from govtech.renewing.evolving import Choice, Evolved
from govtech.renewing.template_changes import Offered, Standing, What, applied, flat, offered
from govtech.specifications import services as templates
from govtech.specifications.template_format import (
    Item,
    Kind,
    Level,
    Parameter,
    ParameterType,
    Section,
    Template,
)
from tests import people

TOWN, STAFF = "other_editor", "editor"


def item(key: str, text: str, condition: str = "目視で確かめる") -> Item:
    return Item(key, Kind.FUNCTIONAL, Level.MANDATORY, text, condition)


USERS = Parameter("users", "利用者の数", ParameterType.INTEGER, "人", "100")
OLD = Template(
    slug="moving",
    version="1.0",
    title="動くひな形",
    kana="うごくひながた",
    summary="版が変わるひな形",
    initiatives=(1,),
    updated=date(2026, 11, 1),
    sources=(),
    parameters=(USERS,),
    sections=(
        Section("purpose", "目的", "受付を電子化する。\n\n利用者は{{users}}である。"),
        Section(
            "function",
            "機能",
            "次のとおりとする。",
            (),
            (
                Section(
                    "accept",
                    "受付",
                    "",
                    (item("EA-101", "平日に受け付けること"), item("EA-102", "控えを渡すこと")),
                ),
            ),
        ),
    ),
)
ACCEPT = OLD.sections[1].sections[0]


def moved(*sections: Section, parameters: tuple[Parameter, ...] = (USERS,), version: str = "1.1") -> Template:
    return replace(OLD, version=version, sections=sections, parameters=parameters)


NEW = moved(
    replace(OLD.sections[0], body="受付と交付を電子化する。\n\n利用者は{{users}}である。"),
    replace(
        OLD.sections[1],
        sections=(
            replace(
                ACCEPT,
                items=(
                    item("EA-101", "24時間受け付けること"),
                    item("EA-103", "{{minutes}}以内に通知すること"),
                ),
            ),
            Section("pay", "支払", "", (item("EA-201", "手数料を納められること"),)),
        ),
    ),
    parameters=(USERS, Parameter("minutes", "通知までの分", ParameterType.INTEGER, "分", "30")),
)


@pytest.fixture
def draft(database: Any) -> str:
    actor, coordinator = people.actor(STAFF), people.actor("coordinator")
    people.actor(TOWN)
    with unit_of_work():
        templates.add_version(coordinator, OLD)
        return services.create(actor, from_template(OLD), [people.OTHER_TOWN]).id


def spec(draft: str) -> Specification:
    return session.get_one(Specification, draft)


def publish(template: Template = NEW) -> None:
    coordinator = people.actor("coordinator")
    with unit_of_work():
        templates.add_version(coordinator, template)


def offers(draft: str) -> dict[tuple[Thing, str], Offered]:
    with unit_of_work(writes=False):
        return {change.place: change for change in evolving.update(spec(draft)).changes}


def take(draft: str, who: str = STAFF, version: str = "1.1", **choices: Choice) -> Evolved:
    """Choices by key; "all" takes everything that is safe."""
    actor = people.actor(who)
    with unit_of_work():
        one = spec(draft)
        if not choices:
            return evolving.take_all(actor, one, version, one.revision)
        chosen = {
            change.place: choices[change.key.replace("-", "_")]
            for change in evolving.update(one).changes
            if change.key.replace("-", "_") in choices
        }
        return evolving.evolve(actor, one, chosen, version, one.revision)


def content(draft: str) -> dict[str, Any]:
    with unit_of_work(writes=False):
        return queries.content(spec(draft))


def test_nothing_is_offered_until_the_template_moves_on(draft: str) -> None:
    with unit_of_work(writes=False):
        assert evolving.newer(spec(draft)) is None
    publish()
    with unit_of_work(writes=False):
        newer = evolving.newer(spec(draft))
        assert newer is not None
        assert (newer.old, newer.new) == ("1.0", "1.1")
    assert {(key, change.what) for (_thing, key), change in offers(draft).items()} == {
        ("purpose", What.CHANGED),
        ("EA-101", What.CHANGED),
        ("EA-102", What.REMOVED),
        ("EA-103", What.ADDED),
        ("pay", What.ADDED),
        ("EA-201", What.ADDED),
        ("minutes", What.ADDED),
    }


def test_an_untouched_draft_becomes_the_newer_template_in_one_revision(draft: str) -> None:
    publish()
    done = take(draft)
    assert (done.taken, done.left, done.clashes) == (7, 0, 0)
    assert content(draft) == plain_of(NEW)
    with unit_of_work(writes=False):
        one = spec(draft)
        assert (one.origin, one.revision) == ("template:moving:1.1", 2)
        assert "第1.1版" in queries.revisions(one)[0].why
        assert evolving.newer(one) is None
    assert take(draft) == Evolved(0, 0, 0, 0)


def test_what_both_changed_comes_together_and_the_same_sentence_waits_for_a_person(draft: str) -> None:
    actor = people.actor(STAFF)
    with unit_of_work():
        body = "受付を電子化する。\n\n利用者は{{users}}である。\n\n2市で使う。"
        writing.write(actor, spec(draft), Edit(Thing.SECTION, "purpose", {"body": body}, 1))
        writing.write(actor, spec(draft), Edit(Thing.ITEM, "EA-101", {"text": "毎日受け付けること"}, 1))
        was = queries.parameter(spec(draft), "users").value
        values.fill_all(actor, spec(draft), [Filled("users", was, "250")])
    publish()
    assert offers(draft)[Thing.ITEM, "EA-101"].standing is Standing.EDITED
    done = take(draft)
    assert (done.left, done.clashes) == (0, 1)
    with unit_of_work(writes=False):
        purpose = queries.section(spec(draft), "purpose").body
        assert purpose == "受付と交付を電子化する。\n\n利用者は{{users}}である。\n\n2市で使う。"
        assert queries.item(spec(draft), "EA-101").text == "毎日受け付けること"
        assert queries.parameter(spec(draft), "users").value == "250"
        (clash,) = queries.clashes(spec(draft))
        assert (clash.base, clash.ours, clash.theirs) == (
            "平日に受け付けること",
            "24時間受け付けること",
            "毎日受け付けること",
        )
        seen = clashing.read(spec(draft), clash)
        assert seen.ours_title == "ひな形の変更", "no person wrote the template's side"
        assert actor.name in seen.theirs_title
    assert Thing.ITEM not in {change.thing for change in offers_left(draft)}


def offers_left(draft: str) -> list[Offered]:
    with unit_of_work(writes=False):
        return list(evolving.update(spec(draft)).changes) if evolving.newer(spec(draft)) else []


def test_what_the_draft_took_out_stays_out_unless_chosen(draft: str) -> None:
    with unit_of_work():
        shaping.remove_item(people.actor(STAFF), spec(draft), "EA-101")
    publish()
    done = take(draft)
    assert done.left == 1
    assert [change.standing for change in offers_left(draft)] == [Standing.GONE]
    assert "EA-101" not in {key for _thing, key in flat(content(draft))}
    take(draft, EA_101=Choice.TAKE)
    assert flat(content(draft))[Thing.ITEM, "EA-101"]["text"] == "24時間受け付けること"


def test_declined_changes_are_remembered_and_the_next_version_asks_only_what_is_new(draft: str) -> None:
    publish()
    done = take(draft, EA_101=Choice.DECLINE, EA_102=Choice.LATER)
    assert (done.declined, done.left) == (1, 6)
    with unit_of_work(writes=False):
        assert spec(draft).origin == "template:moving:1.0"
    assert (Thing.ITEM, "EA-101") not in offers(draft)
    later = replace(
        NEW, version="1.2", sections=(replace(NEW.sections[0], title="目的と範囲"), NEW.sections[1])
    )
    publish(later)
    assert (Thing.ITEM, "EA-101") not in offers(draft)
    with pytest.raises(Conflict):
        take(draft, purpose=Choice.TAKE)
    take(draft, version="1.2")
    with unit_of_work(writes=False):
        assert spec(draft).origin == "template:moving:1.2"
        assert queries.item(spec(draft), "EA-101").text == "平日に受け付けること"
        assert queries.section(spec(draft), "purpose").title == "目的と範囲"


def test_values_that_new_texts_use_come_along(draft: str) -> None:
    publish()
    take(draft, EA_103=Choice.TAKE, EA_201=Choice.TAKE)
    here = flat(content(draft))
    assert here[Thing.PARAMETER, "minutes"]["value"] == "30"
    assert here[Thing.SECTION, "pay"]["parent"] == "function"
    assert not {(Thing.PARAMETER, "minutes"), (Thing.SECTION, "pay")} & set(offers(draft))


def test_without_the_older_version_the_first_text_is_what_it_is_held_against(database: Any) -> None:
    actor = people.actor(STAFF)
    with unit_of_work():
        alone = services.create(actor, from_template(OLD)).id
        writing.write(actor, spec(alone), Edit(Thing.ITEM, "EA-102", {"note": "紙でも渡す"}, 1))
    publish()
    assert offers(alone)[Thing.ITEM, "EA-102"].standing is Standing.EDITED
    done = take(alone)
    assert (done.taken, done.left) == (6, 1)
    with unit_of_work(writes=False):
        assert queries.item(spec(alone), "EA-102").note == "紙でも渡す"


def test_what_somebody_changes_meanwhile_is_not_taken_out(draft: str) -> None:
    publish()
    actor = people.actor(TOWN)
    with unit_of_work():
        seen = spec(draft).revision
        writing.write(actor, spec(draft), Edit(Thing.ITEM, "EA-102", {"note": "紙でも渡す"}, 1))
    with unit_of_work():
        evolving.evolve(actor, spec(draft), {(Thing.ITEM, "EA-102"): Choice.TAKE}, "1.1", seen)
    assert flat(content(draft))[Thing.ITEM, "EA-102"]["note"] == "紙でも渡す"


def test_a_draft_of_a_fixed_text_still_hears_of_the_template_and_strangers_decide_nothing(draft: str) -> None:
    publish()
    actor = people.actor(STAFF)
    with unit_of_work():
        beginning = from_template(OLD)
        again = services.create(actor, replace(beginning, origin=f"specification:{draft}")).id
    assert len(offers(again)) == 7
    take(draft, EA_101=Choice.DECLINE)
    assert (Thing.ITEM, "EA-101") in offers(again)  # a copy decides for itself
    with unit_of_work():
        spec(again).previous_id = draft
    assert (Thing.ITEM, "EA-101") not in offers(again)  # the next version has decided already
    with unit_of_work(), pytest.raises(Forbidden):
        evolving.evolve(people.actor("company"), spec(again), {}, "1.1", 1)


def test_the_pages_offer_it_to_those_who_write(draft: str, client_for: Any) -> None:
    publish()
    browser = client_for(STAFF)
    assert "ひな形が新しい版になりました" in browser.get("/").text
    page = browser.get(f"/specifications/{draft}").text
    assert "ひな形が第1.1版に更新されました" in page
    here = f"/specifications/{draft}/template-update"
    page = browser.get(here).text
    assert "すべて取り込む（7件）" in page
    sent = browser.post(here, data={"version": "1.1", "began_in": "1", "item-EA-101": "take"})
    assert sent.status_code == 303
    assert "24時間受け付けること" in browser.get(f"/specifications/{draft}").text
    assert "これまでに決めたこと：1件" in browser.get(here).text
    browser.post(here, data={"version": "1.1", "began_in": "2", "all": "1"})
    assert "更新されました" not in browser.get(f"/specifications/{draft}").text


TEXTS = st.lists(
    st.sampled_from(["受付は平日とする。", "記録は残す。", "様式は職員が作る。", "費用を示す。"]), max_size=4
)
BODIES = TEXTS.map("".join)


@st.composite
def plains(draw: st.DrawFn) -> dict[str, Any]:
    """Contents that share keys, so that they differ in every way they can."""
    sections = []
    for key in draw(st.lists(st.sampled_from("abc"), unique=True)):
        parent = draw(st.sampled_from([None, *(one["key"] for one in sections if one["parent"] is None)]))
        sections.append({"key": key, "parent": parent, "title": key, "body": draw(BODIES), "items": []})
    sections = [
        one
        for chapter in sections
        if chapter["parent"] is None
        for one in [chapter, *(inner for inner in sections if inner["parent"] == chapter["key"])]
    ]
    for number in draw(st.lists(st.integers(1, 5), unique=True)) if sections else ():
        row = plain_of(OLD)["sections"][2]["items"][0] | {"key": f"X-{number}", "text": draw(BODIES)}
        draw(st.sampled_from(sections))["items"].append(row)
    return {"sections": sections, "parameters": []}


@settings(max_examples=120, deadline=None)
@given(plains(), plains(), plains())
def test_any_changes_come_in_without_losing_what_the_draft_wrote(
    base: dict[str, Any], theirs: dict[str, Any], ours: dict[str, Any]
) -> None:
    changes = offered(flat(base), flat(theirs), flat(ours))
    safe = [change for change in changes if change.safe]
    after, clashes = applied(ours, theirs, safe)
    shown, was = flat(after), flat(ours)
    keys = [one["key"] for one in after["sections"]]
    assert len(keys) == len(set(keys))
    chapters: list[str | None] = [None]
    for one in after["sections"]:
        assert one["parent"] in chapters
        chapters += [one["key"]] if one["parent"] is None else []
    for place, stated in was.items():
        if place not in shown:
            assert stated == flat(base)[place]
    settled = {(clash.thing, clash.key, clash.field) for clash in clashes}
    for change in safe:
        if change.what is not What.REMOVED:
            for name in ("body", "text"):
                if name in change.theirs and change.theirs[name] != change.base.get(name):
                    known = (*change.place, name) in settled or all(
                        piece in shown[change.place][name] or piece in change.base.get(name, "")
                        for piece in change.theirs[name].split("。")
                    )
                    assert known
