"""Abbreviations in Latin capitals that a text uses without saying what they stand for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from govtech.quality.wording import folded

_TOKEN = re.compile(r"(?<![A-Za-z0-9_.@#-])[A-Z][A-Z0-9]*(?:[-&][A-Z][A-Z0-9]*)*(?![A-Za-z0-9_@=(]|-\d)")
_STANDARD = re.compile(
    r"(?:JIS|ISO|IEC|RFC|FIPS|NIST|ETSI|ITU|IEEE|ANSI|EN|CC)(?:[ /-][A-Z]{1,4}(?![A-Za-z]))*[ -]?\d[\d.:-]*"
)
"""The number of a standard (JIS X 8341-3, ISO/IEC 27017), which stands for itself."""
_COUNT, _UNIT = re.compile(r"\d+$"), re.compile(r"[時分秒日月年週件回人台名%]")
"""RTO4時間 is four hours of RTO."""
_OPEN = re.compile(r"(?<![A-Za-z0-9])(?:X{2,}|TBD|TBC)(?![A-Za-z0-9])")
"""Told as left to fill in."""
_ID = re.compile(r"[A-Z]{1,4}(?:-[A-Z])?-\d")
_CAPITALS = 2
_LONGEST = 5
"""More capitals in a row are a word or a name: ONLINE."""
_ROUND = re.compile(r"(?<=[^\s(])\s*\((?:以下)?「?([A-Z][A-Z0-9&-]*)」?(?:という。?)?\)")
_SAID = re.compile(r"「([A-Z][A-Z0-9&-]*)」(?:という|とは|は、)|(?<![A-Za-z])([A-Z][A-Z0-9&-]*)とは、")
_GLOSS = re.compile(r"(?<![A-Za-z])([A-Z][A-Z0-9&-]*)\((?=[^)]*[ぁ-んァ-ヶ一-龠])[^)]{3,}\)")
_FIRST_CELL = re.compile(r"^\|([^|\n]*)\|", re.MULTILINE)
_PLAIN = re.compile(r"[A-Z][A-Z0-9&-]*")
_QUOTED = re.compile(r"「[^」\n]{1,80}」|`[^`\n]*`|https?://\S+")


def defined(texts: Iterable[str], terms: Iterable[str]) -> set[str]:
    """What a text explains itself: beside its words, as 「…（以下「X」という。）」, or in the tables of `terms`."""
    names: set[str] = set()
    for text in texts:
        plain = folded(text)
        for pattern in (_ROUND, _SAID, _GLOSS):
            names |= {name for match in pattern.finditer(plain) for name in match.groups() if name}
    for text in terms:
        for cell in _FIRST_CELL.findall(folded(text)):
            names |= set(_PLAIN.findall(cell))
    return names


def abbreviations(text: str) -> Iterator[tuple[str, int]]:
    """Each abbreviation of two capitals or more, and where it stands; names in quotes and addresses are none."""
    plain = folded(text)
    for pattern in (_QUOTED, _STANDARD, _OPEN):
        plain = pattern.sub(lambda match: "\0" * len(match.group()), plain)
    for match in _TOKEN.finditer(plain):
        token = match.group()
        capitals = [sum(letter.isupper() for letter in part) for part in re.split(r"[-&]", token)]
        if sum(capitals) >= _CAPITALS and max(capitals) <= _LONGEST and not _ID.match(plain, match.start()):
            yield (_COUNT.sub("", token) if _UNIT.match(plain, match.end()) else token), match.start()


def within(names: Iterable[str]) -> set[str]:
    """The capitals within names of products and firms, which are told as such: NTT of NTTデータ."""
    return {letters for name in names for letters in _PLAIN.findall(folded(name))}


def with_bare(names: set[str]) -> set[str]:
    """Names, and each without its number: SHA of SHA-256."""
    return names | {name.rstrip("-0123456789") for name in names}


def explained(token: str, known: Collection[str]) -> bool:
    """Whether an abbreviation is known: as it stands, without its version (TLS1.2 is TLS), or all its parts are."""
    return token in known or all(
        part in known or part.rstrip("0123456789") in known for part in re.split(r"[-&]", token) if part
    )
