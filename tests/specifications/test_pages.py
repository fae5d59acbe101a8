"""The pages: list, reading, searching inside, filling, downloading, earlier versions; open to everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from govtech.core.db import unit_of_work
from govtech.core.policy import SYSTEM
from govtech.delivery import Delivery
from govtech.specifications import services
from tests.people import WHO
from tests.specifications.folder import write_template


@pytest.fixture
def templates(empty_room: None, tmp_path: Path) -> Path:
    """Two versions of one template."""
    for version in ("1.2", "1.10"):
        folder = write_template(tmp_path / version, version=version)
        if version == "1.10":
            text = (folder / "items.toml").read_text(encoding="utf-8")
            (folder / "items.toml").write_text(
                text.replace("入力できること", "声で入力できること"), encoding="utf-8"
            )
        with unit_of_work():
            assert services.import_templates(SYSTEM, folder).complete
    return tmp_path


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path, headers={"Accept-Language": "ja"})
    assert response.status_code == status, response.text
    return response.text


@pytest.mark.parametrize("who", WHO)
def test_everybody_reads_and_takes_templates_along(
    templates: Path, client_for: Callable[[str], FlaskClient], who: str
) -> None:
    client = client_for(who)
    for path in (
        "",
        "/sample",
        "/sample/1.2",
        "/sample/fill",
        "/sample.md",
        "/sample/1.2.md",
        "/sample/1.2/fill",
    ):
        assert client.get(f"/templates{path}").status_code == 200, path


def test_the_list_is_narrowed_by_initiative_and_kind(templates: Path, client: FlaskClient) -> None:
    text = page(client, "/templates")
    assert "第1.10版" in text
    assert "第1.2版" not in text
    assert "3件（必須1件）" in text
    assert 'href="/templates?initiative=15"' in text
    assert "見本" in page(client, "/templates?initiative=15&kind=availability")
    assert "条件に合うものはありません" in page(client, "/templates?initiative=1")
    assert "見本" in page(client, "/templates?initiative=x&kind=y")


def test_an_empty_list_says_so(empty_room: None, client: FlaskClient) -> None:
    assert "まだありません" in page(client, "/templates")


def test_every_installation_starts_with_the_three_first_templates(client: FlaskClient) -> None:
    text = page(client, "/templates")
    for slug in ("e-application", "business-chat", "road-damage-report"):
        assert f'href="/templates/{slug}"' in text
        page(client, f"/templates/{slug}")
        page(client, f"/templates/{slug}.md")


def test_the_whole_text_is_read_with_contents_tables_and_sources(
    templates: Path, client: FlaskClient
) -> None:
    text = page(client, "/templates/sample")
    for words in (
        '<a href="#entry">2.1　入力</a>',
        "1,200人が使う。",
        "<h3>1.1　背景</h3>",
        "表1-1　経緯の表",
        "声で入力できること。",
        'href="https://www.example.jp/"',
        "内容の照合値",
        'href="/templates/sample/1.2"',
    ):
        assert words in text, words
    assert "これは以前の版です" not in text


def test_an_earlier_version_says_that_it_is_one(templates: Path, client: FlaskClient) -> None:
    text = page(client, "/templates/sample/1.2")
    assert "これは以前の版です" in text
    assert "最新の第1.10版を見る" in text
    assert "声で入力できること" not in text
    assert 'href="/templates/sample/1.2/fill"' in text
    assert 'href="/templates/sample/1.2.md"' in text


def test_searching_inside_marks_what_matches(templates: Path, client: FlaskClient) -> None:
    text = page(client, "/templates/sample?q=チャット")
    assert "<mark>ﾁｬｯﾄ</mark>" in text
    assert "要件0件、章と節1件" in text
    assert "<mark>声</mark>" in page(client, "/templates/sample?q=声")
    assert "見つかりませんでした" in page(client, "/templates/sample?q=存在しない言葉")
    assert "&lt;script&gt;" in page(client, "/templates/sample?q=<script>")


def test_items_are_narrowed_by_kind_and_level(templates: Path, client: FlaskClient) -> None:
    text = page(client, "/templates/sample?kind=availability")
    assert "NF-A-01" in text
    assert "SA-01" not in text
    assert "SA-02" in page(client, "/templates/sample?level=optional&q=同時")
    assert "目次" in page(client, "/templates/sample?kind=nothing&level=nothing")


def test_values_go_into_text_and_file(templates: Path, client: FlaskClient) -> None:
    text = page(client, "/templates/sample?users=３４５６")
    assert "3,456人が使う。" in text
    assert "users=" in text.split('class="buttons"')[1].split("</div>")[0]
    response = client.get("/templates/sample.md?users=3456&target=")
    assert response.mimetype == "text/markdown"
    assert "3,456人が使う。" in response.text
    assert "【稼働率】％" in response.text
    assert "標準仕様書_見本_v1.10_20261124.md" in unquote(response.headers["Content-Disposition"])
    on = client.get("/templates/sample.md?users=3456&read=1")
    assert (on.status_code, on.location) == (303, "/templates/sample?users=3456")


@pytest.mark.parametrize("path", ["/templates/sample.md", "/templates/sample", "/templates/sample/1.2.md"])
def test_wrong_values_are_shown_again_with_the_reason(
    templates: Path, client: FlaskClient, path: str
) -> None:
    text = page(client, f"{path}?users=たくさん&target=99.95", 422)
    assert "整数で入力してください" in text
    assert 'value="たくさん"' in text
    assert 'value="99.95"' in text
    assert "error-summary" in text


def test_the_form_starts_with_the_defaults(templates: Path, client: FlaskClient) -> None:
    text = page(client, "/templates/sample/fill")
    assert 'value="1200"' in text
    assert 'value="99.9"' in text
    assert "利用者数（人）" in text
    assert "error-summary" not in text


@pytest.mark.parametrize(
    "path", ["/templates", "/templates/sample", "/templates/sample/1.2", "/templates/sample/fill"]
)
def test_an_address_with_more_in_it_leads_nowhere_else(
    templates: Path, client: FlaskClient, path: str
) -> None:
    hostile = "_scheme=javascript&_external=1&_anchor=x&_method=POST&endpoint=front.home&slug=other&version=9"
    text = page(client, f"{path}?{hostile}&q=声&kind=functional&level=optional&users=5&users=6")
    assert "javascript:" not in text
    assert "other" not in text.split("<main")[1]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/nothing.md",
        "/nothing/fill",
        "/sample/9.9",
        "/sample/9.9.md",
        "/sample/x/fill",
        "/sample/../x",
    ],
)
def test_what_is_not_there_answers_alike(templates: Path, client: FlaskClient, path: str) -> None:
    page(client, f"/templates{path}", 404)


def test_the_pages_speak_english_around_the_japanese_text(templates: Path, client: FlaskClient) -> None:
    response = client.get("/templates/sample?q=声", headers={"Accept-Language": "en"})
    assert "Specification templates" in response.text
    assert "Mandatory" in response.text
    assert 'data-label="Requirements"><mark>声</mark>' in response.text


def test_a_page_costs_few_queries(templates: Path, client: FlaskClient, counting: Callable) -> None:
    for path, most in (("/templates", 5), ("/templates/sample", 10)):
        with counting() as seen:
            page(client, path)
        assert len(seen) <= most, seen.statements


def test_search_finds_the_latest_version_by_its_items(
    templates: Path, client: FlaskClient, delivery: Delivery
) -> None:
    delivery.once()
    text = page(client, "/search?q=声で入力")
    assert 'href="/templates/sample"' in text
    assert text.count("/templates/sample") == 1
