"""The pages of organisations: who sees what, what they show, how they refuse."""

from __future__ import annotations

import pytest


def test_list_shows_the_43_municipalities_and_the_secretariat(client):
    page = client.get("/organisations")
    assert page.status_code == 200
    assert "全44件" in page.text
    assert "豊中市" in client.get("/organisations?district=豊能").text
