"""Engines for the contract tests: every test that asks for `engine` runs once for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from search.documents import Document
from search.interface import ENGINES, Engine, open_engine

PUBLIC = frozenset({"public"})


def document(key: str, title: str, body: str = "", **values: object) -> Document:
    """A public document of the kind that its key begins with."""
    defaults: dict[str, object] = {
        "tokens": PUBLIC,
        "url": f"/{key}",
        "date": datetime(2026, 4, 1, tzinfo=UTC),
    }
    return Document(key=key, kind=key.partition(":")[0], title=title, body=body, **(defaults | values))  # type: ignore[arg-type]


def root(engine: Engine) -> Path:
    """The path that the engine was opened with."""
    return Path(engine.status().path).parent


@pytest.fixture(params=sorted(ENGINES))
def engine_name(request: pytest.FixtureRequest) -> str:
    """The name of each engine in turn."""
    return str(request.param)


@pytest.fixture
def engine(engine_name: str, tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty index."""
    opened = open_engine(engine_name, tmp_path / "index")
    opened.rebuild(())
    yield opened
    opened.close()


@pytest.fixture
def town(engine: Engine) -> Engine:
    """An engine that holds a few records of the kind municipalities write."""
    engine.rebuild(TOWN)
    return engine


TOWN = (
    document(
        "need:roads",
        "道路損傷の通報を受け付けたい",
        "市民がスマートフォンで道路の穴を撮影し、位置情報とともに通報できる仕組みがほしい。",
        initiatives=(15,),
        organisation="豊中市",
        municipalities=("豊中市",),
        date=datetime(2026, 6, 1, tzinfo=UTC),
    ),
    document(
        "case:counter",
        "書かない窓口で待ち時間が半分になった",
        "転入届の記入をなくし、職員が聞き取って申請書を作る。髙槻市と共同で進めた。",
        summary="窓口の待ち時間を半分にした取り組み。",
        initiatives=(3,),
        organisation="枚方市",
        municipalities=("枚方市", "髙槻市"),
        date=datetime(2025, 6, 1, tzinfo=UTC),
    ),
    document(
        "solution:chat",
        "ＡＩチャットボット「まちの案内係」",
        "住民からの問い合わせにＬＩＮＥで二十四時間こたえる。ごみの分別にも対応。",
        initiatives=(3, 15),
        organisation="株式会社みなと",
        date=datetime(2024, 6, 1, tzinfo=UTC),
    ),
    document(
        "subsidy:dx",
        "デジタル田園都市の補助金",
        "電子申請システムの導入にかかる費用の二分の一を補助する。",
        organisation="総務省",
        date=datetime(2026, 1, 1, tzinfo=UTC),
    ),
    document(
        "need:secret", "電子申請の審査中のニーズ", "まだ公開していない。", tokens=frozenset({"org:272035"})
    ),
)
