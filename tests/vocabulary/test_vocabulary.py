"""Coordinators keep the words that mean the same; search uses them from the next question on."""

import pytest

from govtech.core.db import unit_of_work
from govtech.core.errors import Conflict, Forbidden
from govtech.delivery import Delivery
from govtech.vocabulary import search, services
from search.interface import Query
from tests import people
from tests.front.test_front import describe


def test_the_list_that_comes_with_search_until_somebody_states_one(database, actor_for):
    coordinator = actor_for("coordinator")
    first = search.current()
    assert first.version == 0
    assert "RPA" in first.text
    services.state(coordinator, "窓口 = カウンター\n", 0)
    second = search.current()
    assert second.text == "窓口 = カウンター\n"
    with pytest.raises(Conflict):
        services.state(coordinator, "別 = もの\n", 0)
    services.state(coordinator, "別 = もの\n", second.version)
    assert search.current().text == "別 = もの\n"


@pytest.mark.parametrize("who", [who for who in people.PEOPLE if who != "coordinator"])
def test_only_coordinators_keep_it(database, actor_for, client_for, who):
    with pytest.raises(Forbidden):
        services.state(actor_for(who), "窓口 = カウンター\n", 0)
    assert client_for(who).get("/search/synonyms").status_code == 403
    assert client_for(who).get("/search/why?q=市&key=organisation:272035").status_code == 403


def test_a_line_that_says_nothing_is_named_and_nothing_typed_is_lost(client_for):
    browser = client_for("coordinator")
    answer = browser.post(
        "/search/synonyms", data={"text": "窓口 = カウンター\n意味のない行", "version": "0"}
    )
    assert answer.status_code == 422
    assert "2行目「意味のない行」" in answer.text
    assert "カウンター" in answer.text


def test_a_second_coordinator_sees_what_the_first_saved(client_for):
    browser = client_for("coordinator")
    assert (
        browser.post("/search/synonyms", data={"text": "窓口 = カウンター", "version": "0"}).status_code
        == 303
    )
    answer = browser.post("/search/synonyms", data={"text": "道 = 道路", "version": "0"})
    assert answer.status_code == 409
    assert "カウンター" in answer.text
    assert "道 = 道路" in answer.text


def test_the_next_question_uses_it(app, client_for, settings, delivery):
    worker = Delivery(app.extensions["search"], delivery.mailer, (), settings.synonyms_file)
    describe(people.HOME_TOWN, "オンブズパーソンの相談")
    worker.once()
    query = Query(text="苦情審査委員", tokens=frozenset({"public"}))

    def found():
        return f"organisation:{people.HOME_TOWN}" in [
            hit.key for hit in app.extensions["search"].query(query).hits
        ]

    assert not found()
    browser = client_for("coordinator")
    text = search.current().text + "苦情審査委員 = オンブズパーソン"
    assert browser.post("/search/synonyms", data={"text": text, "version": "0"}).status_code == 303
    worker.once()
    assert settings.synonyms_file.read_text(encoding="utf-8") == text
    assert found()


def test_coordinators_see_why_a_result_stands_where_it_does(client_for, delivery):
    describe(people.HOME_TOWN, "オンブズパーソンの相談")
    delivery.once()
    browser = client_for("coordinator")
    results = browser.get("/search?q=オンブズパーソン").text
    assert "/search/why?q=" in results
    page = browser.get(f"/search/why?q=オンブズパーソン&key=organisation:{people.HOME_TOWN}")
    assert page.status_code == 200
    assert "言葉が含まれています" in page.text
    assert "本文" in page.text
    assert browser.get("/search/why?q=市&key=organisation:nothing").status_code == 404
    assert browser.get("/search/why").status_code == 200
    with unit_of_work():
        assert "/search/why" not in client_for("editor").get("/search?q=オンブズパーソン").text


def test_completion_offers_only_what_the_reader_may_see(client, delivery):
    describe(people.HOME_TOWN, "オンブズパーソンの相談")
    delivery.once()
    answer = client.get("/search/complete?q=豊中")
    assert answer.status_code == 200
    assert isinstance(answer.get_json(), list)
    for question in ("", "\x00", "x" * 5000, '"'):
        assert client.get("/search/complete", query_string={"q": question}).status_code == 200
