"""Saving a search from the page that shows its results."""

from __future__ import annotations

import re
from http import HTTPStatus

from govtech.alerts import queries


def test_a_search_is_kept_changed_and_dropped_without_script(client_for, actor_for, delivery):
    delivery.once()
    browser = client_for("company")
    page = browser.get("/search?q=豊中市&kind=organisation").text
    address = re.search(r'href="(/account/searches/new\?[^"]+)"', page)[1].replace("&amp;", "&")
    assert "豊中市" in browser.get(address).text
    refused = browser.post(address, data={"name": "", "cadence": "daily"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    saved = browser.post(address, data={"name": "団体の検索", "cadence": "weekly"}, follow_redirects=True)
    assert "団体の検索" in saved.text
    assert "週1回" in saved.text
    (row,) = queries.mine(actor_for("company"))
    assert (row.text, row.kind) == ("豊中市", "organisation")
    browser.post(f"/account/searches/{row.id}", data={"name": "新しい名前", "cadence": "never"})
    assert "新しい名前" in browser.get("/account/searches").text
    assert "知らせない" in browser.get("/account/searches").text
    gone = browser.post(f"/account/searches/{row.id}/delete", follow_redirects=True).text
    assert "保存した検索はありません" in gone


def test_a_visitor_is_not_offered_it(client, delivery):
    delivery.once()
    assert "/account/searches" not in client.get("/search?q=豊中市").text
    assert client.get("/account/searches").status_code == HTTPStatus.SEE_OTHER
