"""jGrants answers as the service gives them: written after its published examples and records seen in 2026."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import html5lib
from hypothesis import strategies as st

moments = st.datetimes(
    datetime(1950, 1, 1),  # noqa: DTZ001  (the limits are naive, the moments are not)
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
METADATA = {"type": "https://developers.digital.go.jp/documents/jgrants/api/"}


def answer(*records: object) -> bytes:
    """A list or detail answer with these records."""
    document = {"metadata": {**METADATA, "resultset": {"count": len(records)}}, "result": list(records)}
    return json.dumps(document, ensure_ascii=False).encode()


def list_record(**changes: Any) -> dict[str, Any]:
    """A record of the list (v1)."""
    return {
        "id": "a0W5h00000GMgXBEA1",
        "title": "［第十回］事業再構築補助金（交付申請等）",
        "target_area_search": "全国",
        "subsidy_max_limit": 500000000,
        "acceptance_start_datetime": "2026-09-22T09:00:00.000Z",
        "acceptance_end_datetime": "2027-01-21T14:59:00.000Z",
        "target_number_of_employees": "従業員数の制約なし",
        **changes,
    }


def detail_v1(**changes: Any) -> dict[str, Any]:
    """A detail of version 1: one window, beside the facts."""
    return {
        "id": "S0J0w00wer0wUgr77E",
        "name": "S-01100011",
        "title": "小規模事業者補助金",
        "subsidy_catch_phrase": "小規模事業者の生産性向上と持続的発展を図る",
        "detail": "販路開拓等の取組の経費の一部を補助します。",
        "use_purpose": "新たな事業を行いたい / 設備整備・IT導入をしたい",
        "industry": "情報通信業 / 教育、学習支援業",
        "target_area_search": "東京都 / 大阪府",
        "target_area_detail": "全国",
        "target_number_of_employees": "20名以下",
        "subsidy_rate": "20%",
        "subsidy_max_limit": 10000000,
        "acceptance_start_datetime": "2026-02-28T16:41:41.090Z",
        "acceptance_end_datetime": "2027-02-28T16:41:41.090Z",
        "project_end_deadline": "2027-07-31T15:00:00.000Z",
        "request_reception_presence": "有",
        "is_enable_multiple_request": False,
        "front_subsidy_detail_page_url": "https://jgrants-2-xxx/subsidy/999999999999999999",
        "application_guidelines": [{"name": "公募要領.pdf", "data": "JVBERi0xLjQKJe"}],
        "outline_of_grant": [{"name": "交付要綱.pdf", "data": "JVBERi0xLjQKJe"}],
        "application_form": [{"name": "申請様式.pdf", "data": "JVBERi0xLjQKJe"}],
        "institution_name": "小規模事業者生産性向上支援事業",
        **changes,
    }


def detail_v2(*windows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A detail of version 2: windows in `workflow`, moments without seconds."""
    moved = {
        "target_area_search",
        "target_area_detail",
        "acceptance_start_datetime",
        "acceptance_end_datetime",
        "project_end_deadline",
    }
    facts = {key: value for key, value in detail_v1(**changes).items() if key not in moved}
    return {**facts, "granttype": "一般型", "workflow": list(windows or (window(),))}


def window(**changes: Any) -> dict[str, Any]:
    """A window of version 2."""
    return {
        "id": "a0GBE000005RJTW2A4",
        "target_area_search": "大分県",
        "target_area_detail": "全国",
        "fiscal_year_round": "第54回",
        "acceptance_start_datetime": "2026-10-01T15:00Z",
        "acceptance_end_datetime": "2027-03-21T15:00Z",
        "project_end_deadline": "2027-12-31T15:00Z",
        **changes,
    }


ERROR = json.dumps(
    {**METADATA, "errorCode": "E-ML-9999", "title": "Internal Server Error", "instance": "/api/subsidies"}
).encode()
"""What the service answers when it fails."""


def form_values(page: str) -> dict[str, list[str]]:
    """What a browser would send for the page's form when nothing is typed."""
    form = html5lib.parse(page, namespaceHTMLElements=False).find(".//form[@class='form']")
    values: dict[str, list[str]] = defaultdict(list)
    for field in [*form.iter("input"), *form.iter("textarea")]:
        if field.get("type") == "checkbox" and "checked" not in field.attrib:
            continue
        if name := field.get("name"):
            values[name].append(field.get("value", "") if field.tag == "input" else field.text or "")
    return dict(values)
