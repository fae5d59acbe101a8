"""Which needs come together: rules that hold for any board."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtech.clusters import computing
from govtech.clusters.grouping import grouped
from search.alike import Likeness, Pair
from search.profiles import Profile
from tests.clusters.towns import BOOKING, ROADS

TOPICS = (
    (
        "予約",
        "体育館と集会所の予約を窓口に並ばずに取りたい",
        "施設の予約は紙の台帳で、使用料は現金で集める",
        "抽選から支払いまで来庁せず終わる",
    ),
    (
        "道路",
        "道路の穴や街路灯の故障を正しい場所で受け付けたい",
        "通報は電話で場所の聞き取りに時間がかかる",
        "写真と位置で通報が届く",
    ),
    (
        "遺族",
        "おくやみの手続きで遺族が書く回数を減らしたい",
        "遺族は年金と保険と税の窓口を回る",
        "申請書の氏名が印字される",
    ),
    (
        "水道",
        "埋もれた水道管の漏れを早く見つけたい",
        "漏水の調査は夜に音を聞いて回る",
        "漏水の場所を掘らずに絞れる",
    ),
)
AMOUNTS = st.floats(0.1, 1.0, allow_nan=False)


def profile(number: int, topic: int, mixed: tuple[int, ...]) -> Profile:
    """A need on a topic, in sentences of an order of its own."""
    sentences = [TOPICS[topic][place] for place in mixed]
    return Profile(key=f"need:n{number:02d}", kind="need", title=sentences[0], text="。".join(sentences))


boards = st.lists(
    st.tuples(st.integers(0, len(TOPICS) - 1), st.permutations((1, 2, 3)).map(tuple)), min_size=1, max_size=14
).map(lambda rows: [profile(number, *row) for number, row in enumerate(rows)])


def proposed(given_: list[Profile]) -> list[computing.Proposal]:
    """Every need is of a municipality of its own."""
    towns = {computing.id_of(one.key): frozenset([one.key]) for one in given_}
    return computing.proposals(given_, towns, {})


@settings(max_examples=40, deadline=None)
@given(boards, st.randoms(use_true_random=False))
def test_the_order_of_the_needs_does_not_show(board: list[Profile], chance: random.Random) -> None:
    first = proposed(board)
    mixed = board[:]
    chance.shuffle(mixed)
    proposed([])  # nothing is left over from the last time
    assert proposed(mixed) == first


@settings(max_examples=40, deadline=None)
@given(boards)
def test_no_need_is_in_two_groups_and_each_covers_two_municipalities(board: list[Profile]) -> None:
    found = proposed(board)
    members = [need_id for group in found for need_id in group.need_ids]
    assert len(members) == len(set(members))
    assert all(len(group.municipalities) >= 2 for group in found)
    assert all(set(group.neighbours) == set(group.need_ids) for group in found)


def pairs_of(keys: list[str], draw_: dict[tuple[str, str], float]) -> list[Pair]:
    """Pairs from a table."""
    return [
        Pair(one, other, draw_[one, other])
        for one, other in itertools.combinations(keys, 2)
        if (one, other) in draw_
    ]


@st.composite
def graphs(draw: st.DrawFn) -> list[Pair]:
    """Some keys with likenesses between some of them."""
    keys = [f"k{number}" for number in range(draw(st.integers(2, 9)))]
    table = {pair: draw(AMOUNTS) for pair in itertools.combinations(keys, 2) if draw(st.booleans())}
    return pairs_of(keys, table)


@settings(max_examples=150, deadline=None)
@given(graphs(), st.floats(0.1, 0.9), st.randoms(use_true_random=False))
def test_groups_are_alike_on_average_and_independent_of_order(
    pairs: list[Pair], least: float, chance: random.Random
) -> None:
    groups = grouped(pairs, least)
    mixed = pairs[:]
    chance.shuffle(mixed)
    assert grouped(mixed, least) == groups
    alike = {frozenset((pair.one, pair.other)): pair.likeness for pair in pairs}
    for group in groups:
        inside = [alike.get(frozenset(pair), 0.0) for pair in itertools.combinations(sorted(group), 2)]
        assert sum(inside) / len(inside) >= least - 1e-9
    for one, other in itertools.combinations(groups, 2):
        across = [alike.get(frozenset(pair), 0.0) for pair in itertools.product(one, other)]
        assert sum(across) / len(across) < least + 1e-9


def test_a_chain_of_neighbours_is_no_group() -> None:
    chain = [Pair(f"k{n}", f"k{n + 1}", 0.6) for n in range(6)]
    assert all(len(group) == 2 for group in grouped(chain, 0.4))


def test_needs_alike_come_together_and_others_stay_away() -> None:
    texts = (*BOOKING, ROADS)
    board = [
        Profile(key=f"need:n{place}", kind="need", title=text[0], text="\n".join(text[1:]), initiatives=(16,))
        for place, text in enumerate(texts)
    ]
    (group,) = proposed(board)
    assert group.need_ids == {"n0", "n1", "n2"}
    assert "予約" in group.title
    near = group.neighbours["n0"]
    assert near.nearest_id in {"n1", "n2"}
    assert "予約" in str(near.reasons["words"])
    assert near.reasons["initiative"] == "16"


def test_a_need_alone_is_a_group_when_others_joined_it() -> None:
    board = [Profile(key="need:a", kind="need", title=ROADS[0], text=ROADS[1])]
    (group,) = computing.proposals(board, {"a": frozenset(["1", "2", "3"])}, {})
    assert group.title == ROADS[0]
    assert group.words == ()
    assert computing.proposals(board, {"a": frozenset(["1"])}, {}) == []


def test_what_stands_is_left_out_and_newcomers_are_told_where_they_belong() -> None:
    board = [
        Profile(key=f"need:n{place}", kind="need", title=text[0], text="\n".join(text[1:]))
        for place, text in enumerate((*BOOKING, ROADS))
    ]
    towns = {f"n{place}": frozenset([str(place)]) for place in range(4)}
    standing = {"c1": frozenset(["n0", "n1"])}
    assert computing.proposals(board, towns, {}, list(standing.values())) == []
    found = computing.newcomers(board, standing)
    assert set(found) == {"c1"}
    assert set(found["c1"]) == {"n2"}
    assert found["c1"]["n2"].nearest_id in {"n0", "n1"}


@pytest.mark.parametrize("one", range(3))
def test_likeness_is_the_same_both_ways_and_told_by_its_parts(one: int) -> None:
    held = Likeness()
    board = [
        Profile(key=f"k{place}", kind="need", title=text[0], text="\n".join(text[1:]), initiatives=(16,))
        for place, text in enumerate((*BOOKING, ROADS))
    ]
    assert held.keep(board)
    assert not held.keep(board[::-1])
    for other in range(4):
        assert held.likeness(f"k{one}", f"k{other}") == held.likeness(f"k{other}", f"k{one}")
    assert held.likeness(f"k{one}", f"k{(one + 1) % 3}") > held.likeness(f"k{one}", "k3")
    names = [reason.name for reason in held.reasons(f"k{one}", f"k{(one + 1) % 3}")]
    assert "words" in names
    assert "initiative" in names
