"""Whatever documents are for whom, and whatever is asked beside: an engine gives exactly what a reader may see."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.interface import Engine, Query
from tests.search.conftest import document

TOKENS = ("public", "municipal", "org:272035", "org:272078", "coordinator")
Tokens = st.frozensets(st.sampled_from(TOKENS))
TEXTS = ("道路", "道路 市民", "道路の穴を市民が知らせる", "", "道路 -公園")
"""Each but the last asks for words that every document has."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kept=st.lists(st.tuples(Tokens, st.sampled_from(("道路の通報", "道路と公園の点検"))), max_size=8),
    readers=st.lists(Tokens, min_size=1, max_size=4),
)
def test_a_reader_finds_what_carries_one_of_their_tokens_and_nothing_else(
    engine: Engine, kept: list[tuple[frozenset[str], str]], readers: list[frozenset[str]]
) -> None:
    engine.rebuild(
        document(f"need:{place}", title, "市民が穴を知らせる。", tokens=tokens)
        for place, (tokens, title) in enumerate(kept)
    )
    for reader in readers:
        for text in TEXTS:
            found = engine.query(Query(text=text, tokens=reader))
            wanted = {
                f"need:{place}"
                for place, (tokens, title) in enumerate(kept)
                if tokens & reader and not ("-公園" in text and "公園" in title)
            }
            assert {hit.key for hit in found.hits} == wanted
            assert found.total == len(wanted)
