"""Numbers the state gives, and addresses: what is put right, what is refused, and with which words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.core.errors import Invalid
from govtech.core.identifiers import (
    corporate_check_digit,
    corporate_number,
    email,
    government_check_digit,
    local_government_code,
    web_address,
)
from govtech.organisations import reference

bodies = st.text("0123456789", min_size=12, max_size=12)
codes = st.text("0123456789", min_size=5, max_size=5)
OSAKA = [(row["code"], row["corporate_number"]) for row in reference.osaka()]
OTHERS = Path(__file__).parents[3] / "shared" / "data"
"""Public lists that may lie beside a checkout; every file that is there is checked too."""


def others(pattern: str) -> list[Path]:
    return sorted(OTHERS.glob(pattern))


@pytest.mark.parametrize(("code", "number"), OSAKA)
def test_osaka_prefecture_and_its_43_municipalities_have_right_numbers(code, number):
    assert local_government_code(code) == code
    assert corporate_number(number) == number
    assert number[1:] == "000020" + code


def test_the_table_holds_the_prefecture_and_43_municipalities():
    assert len(OSAKA) == 44
    assert len({code for code, _number in OSAKA}) == 44


@pytest.mark.parametrize("path", others("localgov/*.csv"), ids=lambda path: path.name)
def test_every_local_government_of_a_public_list_has_right_numbers(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [
        row["code"]
        for row in rows
        if local_government_code(row["code"]) != row["code"]
        or corporate_number(row["houjin_bangou"])[1:] != "000020" + row["code"]
    ]
    assert len(rows) in {43, 1788}
    assert wrong == []


@pytest.mark.parametrize("path", others("corporate_numbers/*.csv"), ids=lambda path: path.name)
def test_every_corporate_number_of_a_public_list_is_told_right_from_wrong(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        if row.get("valid", "1") == "1":
            assert corporate_number(row["houjin_bangou"]) == row["houjin_bangou"]
        else:
            with pytest.raises(Invalid, match="検査数字"):
                corporate_number(row["houjin_bangou"])


@pytest.mark.parametrize("body", ["000020270008", "000020272035", "700110005901"])
def test_published_numbers_have_the_check_digit_of_the_ordinance(body):
    published = {"000020270008": 4, "000020272035": 6, "700110005901": 8}
    assert corporate_check_digit(body) == published[body]


@given(bodies)
def test_check_digit_of_a_corporate_number_is_1_to_9(body):
    digit = corporate_check_digit(body)
    assert 1 <= digit <= 9
    assert corporate_number(f"{digit}{body}") == f"{digit}{body}"


@given(bodies, st.integers(1, 9))
def test_any_other_first_digit_is_refused(body, digit):
    if digit == corporate_check_digit(body):
        assert corporate_number(f"{digit}{body}")
    else:
        with pytest.raises(Invalid, match="検査数字"):
            corporate_number(f"{digit}{body}")


@given(codes)
def test_local_government_code_with_its_check_digit_is_taken(body):
    code = body + str(government_check_digit(body))
    assert local_government_code(code) == code
    wrong = body + str((government_check_digit(body) + 1) % 10)
    with pytest.raises(Invalid, match="検査数字"):
        local_government_code(wrong)


@pytest.mark.parametrize(
    ("body", "digit"), [("01100", 2), ("27100", 4), ("27227", 2), ("27203", 5), ("27228", 1)]
)
def test_remainders_0_and_1_give_1_and_0(body, digit):
    assert government_check_digit(body) == digit


@pytest.mark.parametrize(
    "typed",
    [
        "4000020270008",
        "４００００２０２７０００８",
        "4-0000-2027-0008",
        " 4000020270008 ",
        "T4000020270008",
        "4,000,020,270,008",
    ],
)
def test_corporate_number_is_read_as_people_write_it(typed):
    assert corporate_number(typed) == "4000020270008"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("400002027000", "13桁"),
        ("40000202700081", "13桁"),
        ("4000020270009", "検査数字"),
        ("大阪府", "数字だけ"),
        ("4000020270oo8", "数字だけ"),
        ("٤٠٠٠٠٢٠٢٧٠٠٠٨", "数字だけ"),
        ("①000020270008", "検査数字"),
    ],
)
def test_wrong_corporate_number_is_refused_with_the_rule_it_breaks(typed, words):
    with pytest.raises(Invalid, match=words):
        corporate_number(typed)


@pytest.mark.parametrize(
    ("typed", "words"), [("27203", "6桁"), ("272036", "検査数字"), ("豊中市", "数字だけ"), ("", "数字だけ")]
)
def test_wrong_code_is_refused_with_the_rule_it_breaks(typed, words):
    with pytest.raises(Invalid, match=words):
        local_government_code(typed)


def test_code_is_read_in_full_width():
    assert local_government_code("２７２０３５") == "272035"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Taro.Osaka@City.Example.LG.jp", "taro.osaka@city.example.lg.jp"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp"),
        (" taro@example.jp ", "taro@example.jp"),
        ("o'hara+x@example.co.jp", "o'hara+x@example.co.jp"),
    ],
)
def test_mail_address_is_put_right(typed, address):
    assert email(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "taro",
        "taro@",
        "@example.jp",
        "taro@example",
        "ta ro@example.jp",
        "a@b@example.jp",
        "taro@-x.jp",
        "x" * 250 + "@e.jp",
        "taro@example.jp\nBcc: all@example.jp",
        '"x"@example.jp',
        "太郎@example.jp",
        "ta\u200bro@example.jp",
    ],
)
def test_what_is_no_mail_address_is_refused(typed):
    with pytest.raises(Invalid, match="メールアドレス"):
        email(typed)


@given(st.text(max_size=80))
def test_whatever_is_typed_as_a_mail_address_is_refused_or_has_no_spaces(typed):
    try:
        address = email(typed)
    except Invalid:
        return
    assert address.count("@") == 1
    assert not any(c.isspace() or not c.isprintable() for c in address)


@pytest.mark.parametrize(
    "typed",
    ["https://www.example.jp/", "http://example.jp", "https://example.jp:8443/a?b=c#d", " https://例え.jp/ "],
)
def test_web_address_is_taken(typed):
    assert web_address(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "www.example.jp",
        "ftp://example.jp/",
        "https://",
        "https://user@example.jp/",
        "//example.jp",
        'https://example.jp/"onclick="x',
        "https://example.jp/ x",
        "data:text/html,x",
        "http://[",
        "http://[::1",
    ],
)
def test_what_a_browser_should_not_be_sent_to_is_refused(typed):
    with pytest.raises(Invalid, match="https"):
        web_address(typed)
