"""Text stands out from its ground by 4.5 to 1, what marks a control by 3 to 1, computed from the style sheets."""

from __future__ import annotations

import re

import pytest

from tests.look.stage import ROOT

SHEETS = sorted((ROOT / "govtech" / "static" / "css").glob("*.css"))
TOKENS = ROOT / "govtech" / "static" / "vendor" / "tokens.css"
GROUND = "var(--ground)"
KEYWORDS = {
    "inherit",
    "currentcolor",
    "transparent",
    "Canvas",
    "CanvasText",
    "Highlight",
    "GrayText",
    "ButtonText",
}
DARK_GROUNDS = {".tile-3 text"}
TEXT, CONTROL = 4.5, 3.0


def declarations(css: str) -> dict[str, str]:
    """Custom properties."""
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", css))


def sheet(path) -> str:
    """The sheet without comments and without the part for forced colours, where the system chooses."""
    css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.split(r"@media \(forced-colors: active\)", css)[0]


PROPERTIES = declarations("".join(path.read_text(encoding="utf-8") for path in [TOKENS, *SHEETS]))


def resolve(value: str) -> tuple[int, int, int] | None:
    """Red, green, blue of a colour, or None for one that depends on its surroundings."""
    value = value.strip()
    while match := re.fullmatch(r"var\((--[\w-]+)(?:,.*)?\)", value):
        value = PROPERTIES[match[1]].strip()
    if re.fullmatch(r"#[0-9a-f]{6}", value):
        return int(value[1:3], 16), int(value[3:5], 16), int(value[5:], 16)
    assert value in KEYWORDS or value.startswith("rgb"), value
    return None


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance of WCAG 2."""
    parts = [c / 255 for c in colour]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Contrast ratio of WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rules() -> list[tuple[str, dict[str, str]]]:
    """(selector, declarations) of every rule."""
    found = []
    for path in SHEETS:
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet(path)):
            pairs = dict(re.findall(r"(?:^|;)\s*([\w-]+):\s*([^;]+)", body))
            found.append((f"{path.name} {' '.join(selector.split())}", pairs))
    return found


TEXTS = [(where, pairs) for where, pairs in rules() if "color" in pairs]
BORDERS = [
    (where, pairs)
    for where, pairs in rules()
    if re.search(r"\.(input|option|filter-box|button|empty|chip)\b", where)
]


def test_the_tokens_are_there() -> None:
    assert len(TEXTS) > 50
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


@pytest.mark.parametrize(("where", "pairs"), TEXTS, ids=[where for where, _pairs in TEXTS])
def test_text_can_be_read(where: str, pairs: dict[str, str]) -> None:
    colour, ground = resolve(pairs["color"]), resolve(pairs.get("background-color", GROUND))
    if colour is None:
        assert pairs["color"] in KEYWORDS
        return
    grounds = [ground or resolve(GROUND)]
    if "background-color" not in pairs and ".status" not in where and "icon" not in where:
        grounds.append(resolve("var(--ground-soft)"))
    for behind in grounds:
        assert behind
        assert contrast(colour, behind) >= TEXT


@pytest.mark.parametrize(("where", "pairs"), BORDERS, ids=[where for where, _pairs in BORDERS])
def test_controls_can_be_seen(where: str, pairs: dict[str, str]) -> None:
    drawn = " ".join(
        value for name, value in pairs.items() if name.startswith("border") and "radius" not in name
    )
    for value in re.findall(r"var\(--[\w-]+\)", drawn):
        colour = resolve(value)
        assert colour
        assert contrast(colour, (255, 255, 255)) >= CONTROL


def test_focus_is_black_with_yellow() -> None:
    ring = dict(rules_for(":focus-visible"))
    assert ring["outline"] == "4px solid var(--color-neutral-black)"
    assert "var(--mark)" in ring["box-shadow"]
    assert resolve("var(--mark)") == resolve("var(--color-primitive-yellow-300)")


def rules_for(selector: str) -> list[tuple[str, str]]:
    """Declarations of the rule with exactly this selector in base.css."""
    return [pair for where, pairs in rules() if where == f"base.css {selector}" for pair in pairs.items()]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_colours_are_tokens(path) -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet(path))
    assert not re.findall(r"url\(", sheet(path))
