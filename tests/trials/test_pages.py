"""Trials in the browser's terms: what is prefilled, what is kept when two people type, what is shown to whom."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.needs import choosing_services
from govtech.needs.response_models import Response
from govtech.trials import report_services, search, services
from govtech.trials.models import Trial
from govtech.trials.services import Origin
from tests import people
from tests.needs import board
from tests.trials import bench

PNG = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def typed(trial: Trial, **changes: object) -> dict[str, object]:
    """The form of an agreement as a browser sends it."""
    data = vars(bench.terms())
    plain = {key: value for key, value in data.items() if isinstance(value, str | int)}
    rows = {
        f"measures-{place}-{part}": "" if value is None else value
        for place, row in enumerate(data["measures"])
        for part, value in vars(row).items()
    }
    days = {"starts_on": data["starts_on"].isoformat(), "ends_on": data["ends_on"].isoformat()}
    return {
        **plain,
        **rows,
        **days,
        "initiatives": ["7", "18"],
        "version": trial.version,
        **changes,
    }


def selected(actor_for) -> str:
    """The selected response of the company."""
    _need_id, (response_id,) = board.closed(actor_for, "company")
    approver = actor_for("approver")
    with unit_of_work():
        choosing_services.select(approver, session.get(Response, response_id), "よい計画だった")
    return response_id


def test_a_selected_response_offers_a_trial_with_its_facts(actor_for, client_for):
    response_id = selected(actor_for)
    link = f"/trials/new?response={response_id}"
    assert link in client_for("editor").get(f"/responses/{response_id}").text
    assert link not in client_for("company").get(f"/responses/{response_id}").text
    text = client_for("editor").get(link).text
    assert board.STATED.problem in text
    assert board.STATED.title in text
    assert "partner_id" not in text  # what is known is not asked
    answer = client_for("editor").post(link, data={"title": board.STATED.title, "plan": "試す"})
    assert answer.status_code == 303
    again = client_for("editor").get(link)
    assert again.headers["Location"] == answer.headers["Location"]
    assert client_for("other_editor").get(link).status_code == 404


def test_the_partner_is_asked_when_nothing_tells_it(actor_for, client_for):
    actor_for("company")
    editor = client_for("editor")
    assert "partner_id" in editor.get("/trials/new").text
    refused = editor.post("/trials/new", data={"title": "試す"})
    assert refused.status_code == 422
    assert "相手の団体を選んでください" in refused.text
    assert editor.post("/trials/new", data={"title": "試す", "partner_id": "company1"}).status_code == 303


def test_two_people_write_the_agreement_and_both_texts_are_shown(actor_for, client_for):
    trial_id = bench.planned(actor_for)
    trial = bench.loaded(trial_id)
    first = client_for("company").post(f"/trials/{trial_id}/edit", data=typed(trial, place="支所"))
    assert first.status_code == 303
    second = client_for("editor").post(f"/trials/{trial_id}/edit", data=typed(trial, place="本庁"))
    assert second.status_code == 409
    assert "支所" in second.text
    assert "本庁" in second.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', second.text)[1]
    again = client_for("editor").post(
        f"/trials/{trial_id}/edit", data=typed(trial, place="本庁", version=version)
    )
    assert again.status_code == 303


def test_the_redline_shows_what_changed_since_one_confirmed(actor_for, client_for):
    trial_id = bench.agreed(actor_for)
    trial = bench.loaded(trial_id)
    data = typed(trial, municipality_yen="250,000", reason="機器が増えたため")
    assert client_for("company").post(f"/trials/{trial_id}/edit", data=data).status_code == 303
    page = client_for("approver").get(f"/trials/{trial_id}").text
    assert "前に確認した内容から変わったところ" in page
    assert "100,000円" in page
    assert "250,000円" in page
    stale = client_for("approver").post(f"/trials/{trial_id}/agree", data={"number": 1})
    assert stale.status_code == 409
    assert client_for("approver").post(f"/trials/{trial_id}/agree", data={"number": 2}).status_code == 303
    version = client_for("editor").get(f"/trials/{trial_id}/terms/2").text
    assert "機器が増えたため" in version
    assert client_for("editor").get(f"/trials/{trial_id}/terms/9").status_code == 404


def test_results_are_typed_in_place_and_wrong_ones_stay(actor_for, client_for):
    trial_id = bench.running(actor_for)
    trial, editor = bench.loaded(trial_id), client_for("editor")
    first, second = (row.id for row in trial.measures)
    wrong = {
        f"results-{first}-actual": "じゅう",
        f"results-{second}-actual": "８１",
        "version": trial.version,
    }
    refused = editor.post(f"/trials/{trial_id}/results", data=wrong)
    assert refused.status_code == 422
    assert "じゅう" in refused.text
    right = {**wrong, f"results-{first}-actual": "１１．５"}
    assert editor.post(f"/trials/{trial_id}/results", data=right).status_code == 303
    assert [row.actual for row in bench.loaded(trial_id).measures] == [11.5, 81.0]
    clash = client_for("company").post(
        f"/trials/{trial_id}/results", data={**right, f"results-{first}-actual": "13"}
    )
    assert clash.status_code == 409
    assert "11.5" in clash.text
    assert [row.actual for row in bench.loaded(trial_id).measures] == [11.5, 81.0]


def test_a_stale_report_shows_both_texts(actor_for, client_for):
    trial_id = bench.running(actor_for)
    data = {
        "worked": "速い",
        "not_worked": "なし",
        "lessons": "早めに",
        "version": bench.loaded(trial_id).version,
    }
    assert client_for("company").post(f"/trials/{trial_id}/report", data=data).status_code == 303
    stale = client_for("editor").post(f"/trials/{trial_id}/report", data={**data, "worked": "静か"})
    assert stale.status_code == 409
    assert "速い" in stale.text
    assert "静か" in stale.text


def test_notes_have_files_and_readers(actor_for, client_for):
    trial_id, approver = bench.running(actor_for), actor_for("approver")
    with unit_of_work():
        services.publish(approver, session.get(Trial, trial_id))
    company = client_for("company")
    for readers, words in (("partners", "内輪の話"), ("all", "みんなの話")):
        data = {
            "on": clock.today().isoformat(),
            "body": f"**{words}**",
            "readers": readers,
            "files": [(io.BytesIO(PNG), f"{words}.pdf")],
        }
        answer = company.post(f"/trials/{trial_id}/notes/new", data=data)
        assert answer.status_code == 303
    partner, visitor = (
        client_for("editor").get(f"/trials/{trial_id}"),
        client_for("visitor").get(f"/trials/{trial_id}"),
    )
    assert "内輪の話" in partner.text
    assert "内輪の話" not in visitor.text
    assert "<strong>みんなの話</strong>" in visitor.text
    links = re.findall(r'href="(/trials/\w+/notes/\w+/files/\w+)"', partner.text)
    answers = [client_for("visitor").get(link) for link in links]
    assert sorted(answer.status_code for answer in answers) == [200, 404]
    for answer in answers:
        answer.close()  # a download holds its file open
    edit = re.search(rf'href="(/trials/{trial_id}/notes/\w+/edit)"', company.get(f"/trials/{trial_id}").text)[
        1
    ]
    assert client_for("editor").get(edit).status_code in {403, 404}
    stale = company.post(
        edit, data={"on": clock.today().isoformat(), "body": "別", "readers": "all", "version": 99}
    )
    assert stale.status_code == 409
    bad = company.post(
        f"/trials/{trial_id}/notes/new",
        data={"on": "2026-12-01", "body": "x", "readers": "all", "files": [(io.BytesIO(b"MZ"), "a.exe")]},
    )
    assert bad.status_code == 422


def test_a_case_page_a_need_page_and_a_trial_page_lead_to_each_other(actor_for, client_for):
    need_id, (response_id,) = board.closed(actor_for, "company")
    approver, editor = actor_for("approver"), actor_for("editor")
    with unit_of_work():
        choosing_services.select(approver, session.get(Response, response_id), "よい")
    with unit_of_work():
        trial_id = services.create(editor, Origin(response_id=response_id), bench.terms()).id
    browser, stranger = client_for("editor"), client_for("visitor")
    assert f"/trials/{trial_id}" in browser.get(f"/needs/{need_id}").text
    assert f"/trials/{trial_id}" not in stranger.get(f"/needs/{need_id}").text
    assert f"/trials/{trial_id}" in client_for("company").get(f"/responses/{response_id}").text
    page = browser.get(f"/trials/{trial_id}").text
    assert f"/needs/{need_id}" in page
    assert f"/responses/{response_id}" in page


def test_decisions_and_the_case_through_the_pages(actor_for, client_for):
    trial_id = bench.evaluated(actor_for)
    approver, editor = client_for("approver"), client_for("editor")
    assert approver.post(f"/trials/{trial_id}/adopt", data={"reason": ""}).status_code == 422
    assert approver.post(f"/trials/{trial_id}/adopt", data={"reason": "続ける"}).status_code == 303
    late = approver.post(f"/trials/{trial_id}/decline", data={"reason": "やはりやめる"})
    assert late.status_code == 409
    assert "やはりやめる" in late.text
    first = editor.post(f"/trials/{trial_id}/case")
    second = editor.post(f"/trials/{trial_id}/case")
    assert first.headers["Location"] == second.headers["Location"]
    case = editor.get(first.headers["Location"]).text
    assert f"/trials/{trial_id}" in case


def test_the_list_shows_what_one_may_see_and_filters_it(actor_for, client_for, counting):
    hidden = bench.planned(actor_for, title="秘密の計画")
    public = bench.running(actor_for, title="公開の試行")
    approver = actor_for("approver")
    with unit_of_work():
        services.publish(approver, session.get(Trial, public))
    visitor, company = client_for("visitor"), client_for("company")
    assert "公開の試行" in visitor.get("/trials").text
    assert "秘密の計画" not in visitor.get("/trials").text
    assert "秘密の計画" in company.get("/trials?state=planned&mine=1").text
    assert "秘密の計画" not in company.get("/trials?state=running").text
    assert "公開の試行" not in visitor.get("/trials?initiative=3").text
    assert visitor.get("/trials?state=zzz&initiative=zz&cursor=zz&municipality=").status_code == 200
    assert visitor.get(f"/trials/{hidden}").status_code == 404
    with counting() as few:
        visitor.get("/trials")
    for place in range(6):
        trial_id = bench.running(actor_for, title=f"試行{place}")
        with unit_of_work():
            services.publish(approver, session.get(Trial, trial_id))
    with counting() as many:
        visitor.get("/trials")
    assert len(many) == len(few)


def test_search_finds_the_public_ones(actor_for):
    trial_id, approver = bench.running(actor_for), actor_for("approver")
    with unit_of_work(writes=False):
        assert search.to_document(session.get(Trial, trial_id)) is None
        assert search.visible(people_of_nowhere(), [trial_id]) == set()
    with unit_of_work():
        services.publish(approver, session.get(Trial, trial_id))
    with unit_of_work(writes=False):
        document = search.to_document(session.get(Trial, trial_id))
        assert document is not None
        assert document.url == f"/trials/{trial_id}"
        assert search.visible(people_of_nowhere(), [trial_id]) == {trial_id}


def people_of_nowhere():
    """A visitor."""
    return people.actor(people.VISITOR)


def test_home_asks_for_what_is_due(actor_for, client_for, frozen):
    trial_id, approver = bench.planned(actor_for, title="窓口の試行"), actor_for("approver")
    with unit_of_work():
        services.agree(approver, session.get(Trial, trial_id), 1)
    home = client_for("company").get("/").text
    assert f"/trials/{trial_id}" in home
    assert "実証実験の合意の内容を読み、確認してください。" in home
    bench.agreed(actor_for, trial_id)
    with unit_of_work():
        services.start(approver, session.get(Trial, trial_id))
    frozen.move(days=61)
    assert "評価に進んでください" in client_for("editor").get("/").text


@pytest.mark.parametrize("path", ["", "/edit", "/report", "/notes/new", "/terms/1"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_in_both_languages(actor_for, client_for, path, language):
    trial_id = bench.running(actor_for)
    assert client_for("editor").get(f"/trials/{trial_id}{path}?lang={language}").status_code == 200


def test_many_notes_cost_no_more_questions_to_the_database(actor_for, client_for, counting):
    trial_id, company = bench.running(actor_for), actor_for("company")
    browser = client_for("editor")

    def note() -> None:
        with unit_of_work():
            trial = session.get(Trial, trial_id)
            data = report_services.NoteData(clock.today() - timedelta(days=1), "経過", "all")
            report_services.add_note(company, trial, data)

    note()
    with counting() as few:
        browser.get(f"/trials/{trial_id}")
    for _time in range(5):
        note()
    with counting() as many:
        browser.get(f"/trials/{trial_id}")
    assert len(many) == len(few)
