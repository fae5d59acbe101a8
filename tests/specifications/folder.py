"""A small template folder for the tests, whole and correct."""

from __future__ import annotations

from pathlib import Path

SPEC = """format = 1
slug = "sample"
version = "1.2"
title = "見本"
kana = "みほん"
summary = "試験のためのひな形です。"
initiatives = [7, 15]
updated = 2026-11-24
include = []

[defaults]
target = "99.9"

[[sources]]
title = "資料"
url = "https://www.example.jp/"

[[parameters]]
name = "users"
label = "利用者数"
type = "integer"
unit = "人"
default = "1200"
help = "職員の数。"

[[sections]]
id = "purpose"
title = "目的"
body = ["purpose.md"]

[[sections]]
id = "functional"
title = "機能要件"
items = ["items.toml"]

[[sections]]
id = "nonfunctional"
title = "非機能要件"
items = ["_shared/availability.toml"]

[[overrides]]
item = "NF-A-01"
level = "recommended"
reason = "試行のため"
"""
PURPOSE = """## 背景

{{users}}が使う。要件は{{see:functional}}と{{see:entry}}に示す。

### 経緯

表：経緯の表

| 年 | 事柄 |
| --- | --- |
| 2026 | ﾁｬｯﾄの試行 |

## 目的

手間を減らす。
"""
ITEMS = """kind = "functional"

[[sections]]
id = "entry"
title = "入力"

[[sections.items]]
id = "SA-01"
level = "mandatory"
text = "入力できること。"
condition = "30秒以内に終わる。"
layers = ["lgwan"]

[[sections.items]]
id = "SA-02"
level = "optional"
text = "{{users}}が同時に使えること。"
"""
AVAILABILITY = """kind = "availability"

[[parameters]]
name = "target"
label = "稼働率"
type = "decimal"
unit = "％"
default = "99.5"

[[sections]]
id = "availability"
title = "可用性"

[[sections.items]]
id = "NF-A-01"
level = "mandatory"
text = "利用できること。"
condition = "月の{{target}}以上。"
"""


def write_template(root: Path, slug: str = "sample", version: str = "1.2") -> Path:
    """The folder of a template below `root`, with the shared file it includes."""
    folder = root / slug
    folder.mkdir(parents=True)
    (root / "_shared").mkdir(exist_ok=True)
    spec = SPEC.replace('"sample"', f'"{slug}"').replace('"1.2"', f'"{version}"')
    (folder / "spec.toml").write_text(spec, encoding="utf-8")
    (folder / "purpose.md").write_text(PURPOSE, encoding="utf-8")
    (folder / "items.toml").write_text(ITEMS, encoding="utf-8")
    (root / "_shared" / "availability.toml").write_text(AVAILABILITY, encoding="utf-8")
    return folder
