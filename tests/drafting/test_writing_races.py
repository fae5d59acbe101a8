"""Several people write one specification in the same moment: real commits on both databases, nothing lost."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa

from govtech.core.db import unit_of_work
from govtech.drafting import queries, unsaved
from govtech.drafting.unsaved import Sheet, Spot
from tests import people
from tests.drafting import desk
from tests.races import at_once

WHO = ("editor", "other_editor", "approver", "other_admin")
ROUNDS = 3


def _saved(client: Any, draft: str, path: str, form: desk.Form) -> Any:
    """Send a form until the database takes it."""
    while True:
        answer = client.post(f"/specifications/{draft}/{path}", data=form)
        if answer.status_code != 503:
            return answer


def test_a_table_written_by_four_people_at_once_keeps_every_row_and_every_sentence(live: Any) -> None:
    for who in WHO:
        people.user(who)
    draft = desk.draft()
    app = live.app()
    clients = {who: people.client(app, who) for who in WHO}
    path = "sections/first/table"
    wanted: dict[str, set[str]] = {"EA-101": set()}

    for turn in range(ROUNDS):
        forms = {}
        for place, who in enumerate(WHO):
            own = f"EA-10{place + 2}"
            form = desk.opened(clients[who], draft, path)
            form[f"text-{own}"] = [form[f"text-{own}"][0] + f"〔{who}〕の{turn}を足す。"]
            wanted.setdefault(own, set()).add(f"〔{who}〕の{turn}を足す。")
            if place < 2:
                first = form["text-EA-101"][0]
                added = f"〔{who}〕の共通{turn}。"
                form["text-EA-101"] = [added + first if place else first + added]
                wanted["EA-101"].add(added)
            form["text-new-1"] = [f"〔{who}〕の新しい要件{turn}。"]
            wanted.setdefault("new", set()).add(f"〔{who}〕の新しい要件{turn}。")
            forms[who] = form
        answers = at_once(*(partial(_saved, clients[who], draft, path, form) for who, form in forms.items()))
        assert [answer.status_code for answer in answers] == [303] * len(WHO)
    items = desk.items_of(draft)
    texts = [item["text"] for item in items.values()]
    assert len(texts) == 5 + len(WHO) * ROUNDS == len(set(items))
    for key, sentences in wanted.items():
        text = "".join(texts) if key == "new" else items[key]["text"]
        for sentence in sentences:
            assert text.count(sentence) == 1, (key, sentence)
    with unit_of_work(writes=False):
        specification = desk.loaded(draft)
        assert queries.clashes(specification) == []
        numbers = [row.number for row in queries.revisions(specification, limit=500)]
        assert numbers == list(range(specification.revision, 0, -1))
        assert queries.content_at(specification, specification.revision) == queries.content(specification)


def test_a_section_written_by_two_people_at_once_keeps_the_sentences_of_both(live: Any) -> None:
    who = WHO[:2]
    for name in who:
        people.user(name)
    draft, app, path = desk.draft(), live.app(), "sections/aim"
    clients = [people.client(app, name) for name in who]
    sentences = []
    for turn in range(5):
        first, second = (desk.opened(client, draft, path) for client in clients)
        before, after = f"前{turn}。", f"後{turn}。"
        first["body"], second["body"] = [before + first["body"][0]], [second["body"][0] + after]
        at_once(
            partial(_saved, clients[0], draft, path, first), partial(_saved, clients[1], draft, path, second)
        )
        sentences += [before, after]
    body = desk.now(draft)["sections"][0]["body"]
    assert all(body.count(sentence) == 1 for sentence in sentences), body


def test_a_copy_that_arrives_with_its_save_does_not_come_back(live: Any) -> None:
    people.user("editor")
    draft, app, path = desk.draft(), live.app(), "items/EA-101/edit"
    actor, spot = people.actor("editor"), Spot(Sheet.ITEM, "EA-101")
    browsers = [people.client(app, "editor") for _ in range(3)]
    for turn in range(5):
        form = desk.opened(browsers[0], draft, path) | {"text": f"{turn}回目。"}
        kept = form | {"then": "autosave"}
        at_once(
            partial(_saved, browsers[1], draft, path, kept),
            partial(_saved, browsers[0], draft, path, form),
            partial(_saved, browsers[2], draft, path, kept),
        )
        with unit_of_work(writes=False):
            assert unsaved.copy(actor, desk.loaded(draft), spot) is None
    assert desk.items_of(draft)["EA-101"]["text"] == "4回目。"
    with unit_of_work(writes=False):
        assert (
            live.engine.connect().execute(sa.text("select count(*) from specification_unsaved")).scalar() == 1
        )
