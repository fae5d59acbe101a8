"""The pages of subsidies: filters, marks, forms and their refusals."""

from __future__ import annotations

from govtech.core.db import session, unit_of_work
from govtech.subsidies.models import Subsidy
from tests.subsidies.conftest import FACTS


def test_list_shows_open_ones_first_closing_first(client, enter):
    enter(title="後に締め切る補助金", closes=40)
    enter(title="先に締め切る補助金", closes=5)
    enter(title="受付前の補助金", opens=3)
    enter(title="終わった補助金", opens=-30, closes=-1)
    text = client.get("/subsidies").text
    assert text.index("先に締め切る補助金") < text.index("後に締め切る補助金")
    assert "受付前の補助金" not in text
    assert "終わった補助金" not in text
    assert "締切間近" in text
    assert "あと5日" in text
