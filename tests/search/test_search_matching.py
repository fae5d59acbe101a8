"""Needs and offers: what brings them together, what keeps them apart, and that the reasons say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search.evaluate_matching import evaluate as evaluate_matching
from search.evaluate_matching import main as matching_command
from search.features import FAMILIES, features
from search.matching import Matcher, Profile

NEED = Profile(
    key="need:1",
    kind="need",
    title="道路の穴を市民から知らせてほしい",
    text="パトロールだけでは陥没を見つけきれない。写真と位置を送ってもらい、補修につなげたい。",
)
SOLUTIONS = (
    Profile(
        key="solution:roads",
        kind="solution",
        title="路面損傷の投稿アプリ",
        text="舗装のひび割れを撮影して通報すると、道路管理の担当に届く。",
    ),
    Profile(
        key="solution:chat",
        kind="solution",
        title="AIチャットボット",
        text="ごみの分別の問い合わせに答える。",
    ),
    Profile(key="solution:counter", kind="solution", title="窓口支援", text="転入届の記入をなくす。"),
)


def keys(matcher: Matcher, asking: Profile = NEED, **values: object) -> list[str]:
    return [match.key for match in matcher.match(asking, **values)]  # type: ignore[arg-type]


def offer(key: str, **values: object) -> Profile:
    return Profile(key=key, kind="solution", title="通報アプリ", text="道路の通報", **values)  # type: ignore[arg-type]


def test_what_does_the_job_comes_first() -> None:
    assert keys(Matcher(SOLUTIONS))[0] == "solution:roads"


def test_other_words_of_the_same_field_bring_together() -> None:
    asking = Profile(
        key="need:2", kind="need", title="一人暮らしのお年寄りが心配", text="異変に早く気づきたい。"
    )
    offers = (
        *SOLUTIONS,
        Profile(
            key="solution:watch",
            kind="solution",
            title="見守りセンサー",
            text="独居の高齢者の安否を知らせる。",
        ),
    )
    assert keys(Matcher(offers), asking)[0] == "solution:watch"


def test_shares_of_the_reasons_add_up() -> None:
    match = Matcher(SOLUTIONS).match(NEED)[0]
    assert sum(abs(reason.share) for reason in match.reasons) == pytest.approx(1)
    assert sum(reason.value for reason in match.reasons) == pytest.approx(match.score)
    assert "道路" in next(reason.detail for reason in match.reasons if reason.name == "words")
    assert "道路" in next(reason.detail for reason in match.reasons if reason.name == "ideas")


@pytest.mark.parametrize(
    ("need", "fits", "does_not", "name"),
    [
        ({"initiatives": (15,)}, {"initiatives": (15, 3)}, {"initiatives": (4,)}, "initiative"),
        (
            {"networks": frozenset({"lgwan"})},
            {"networks": frozenset({"lgwan", "internet"})},
            {"networks": frozenset({"internet"})},
            "network",
        ),
        (
            {"population": 50_000},
            {"populations": (10_000, 100_000)},
            {"populations": (500_000, 900_000)},
            "scale",
        ),
        ({"budget": 3_000_000}, {"price": 2_000_000}, {"price": 9_000_000}, "budget"),
        ({}, {"references": 30}, {"references": 0}, "references"),
    ],
)
def test_conditions_decide_between_equals(
    need: dict[str, object], fits: dict[str, object], does_not: dict[str, object], name: str
) -> None:
    asking = Profile(key="need:3", kind="need", title="道路の通報", **need)  # type: ignore[arg-type]
    matcher = Matcher([offer("solution:b", **does_not), offer("solution:a", **fits)])
    found = matcher.match(asking)
    assert [match.key for match in found] == ["solution:a", "solution:b"]
    assert next(reason.value for reason in found[0].reasons if reason.name == name) > 0


def test_only_kinds_asked_for_and_what_may_be_seen() -> None:
    matcher = Matcher(
        [
            offer("solution:open", tokens=frozenset({"public"})),
            offer("solution:shut", tokens=frozenset({"org:1"})),
        ]
    )
    assert keys(matcher, tokens={"public"}) == ["solution:open"]
    assert set(keys(matcher)) == {"solution:open", "solution:shut"}
    assert keys(matcher, kinds=("case",)) == []


def test_profiles_are_replaced_and_taken_out() -> None:
    matcher = Matcher(SOLUTIONS)
    for _ in range(300):
        matcher.put([SOLUTIONS[0]])
    assert len(matcher) == 3
    matcher.drop(["solution:roads", "solution:unknown"])
    assert "solution:roads" not in keys(matcher)
    matcher.put([NEED])
    assert "need:1" not in keys(matcher)


def test_common_features_are_looked_up_only_for_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = Matcher(SOLUTIONS).match(NEED)
    monkeypatch.setattr("search.matching.WORK", 2)
    assert [match.key for match in Matcher(SOLUTIONS).match(NEED)] == [match.key for match in everything]


@pytest.mark.parametrize("text", ["", "。", "\ud800", "😀" * 50, "あ" * 100_000])
def test_any_text_has_features(text: str) -> None:
    assert set(features(text)) == {family.name for family in FAMILIES}
    Matcher(SOLUTIONS).match(Profile(key="need:x", kind="need", title=text, text=text))


def test_the_evaluation_reports_ranks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {
            "kind": "solution",
            "id": profile.key,
            "name": profile.title,
            "text": profile.text,
            "group": profile.key,
        }
        for profile in SOLUTIONS
    ]
    rows.append(
        {"kind": "need", "id": "n", "title": NEED.title, "need": NEED.text, "solution": "solution:roads"}
    )
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert matching_command([str(file)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["needs"] == 1
    assert printed["mrr_at_10"] == printed["group_recall_at_3"] == 1.0
    assert evaluate_matching(rows)["recall_at_1"] == 1.0


def test_one_pass_over_all_kinds_finds_what_one_pass_each_finds() -> None:
    case = Profile(key="case:1", kind="case", title="道路の陥没の通報", text="写真で知らせてもらった。")
    matcher = Matcher((*SOLUTIONS, case, NEED))
    found = matcher.match_each(NEED, {"solution": 2, "case": 3, "need": 3})
    assert found == {
        kind: matcher.match(NEED, kinds=(kind,), limit=limit)
        for kind, limit in (("solution", 2), ("case", 3), ("need", 3))
    }
    assert found["need"] == []


def test_only_what_is_named_is_ranked() -> None:
    among = ("solution:counter", "solution:chat", "solution:gone")
    assert set(keys(Matcher(SOLUTIONS), among=among)) <= {"solution:counter", "solution:chat"}
    assert Matcher(SOLUTIONS).match(NEED, among=()) == []


def test_profiles_are_looked_up_by_key_and_kind() -> None:
    matcher = Matcher((*SOLUTIONS, NEED))
    assert matcher.profile("need:1") == NEED
    matcher.drop(["need:1"])
    assert matcher.profile("need:1") is None
    assert matcher.keys("solution") == [one.key for one in SOLUTIONS]
