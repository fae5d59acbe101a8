"""Japanese text as the words an index keeps: SudachiPy in mode A, normalised forms, content words only."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Final, NamedTuple

from sudachipy import Dictionary, MorphemeList, SplitMode, Tokenizer

from search.folding import fold, hiragana_to_katakana

CHUNK: Final = 8_000
"""Characters analysed at once; Sudachi refuses more than 49,149 bytes."""
_EVERYDAY: Final = frozenset(
    [
        "為る",
        "有る",
        "居る",
        "成る",
        "出来る",
        "因る",
        "言う",
        "此れ",
        "其れ",
        "事",
        "物",
        "為",
        "様",
        "所",
        "此の",
        "其の",
        "無い",
        "良い",
        "下さる",
        "頂く",
        "致す",
        "御座る",
        "於く",
        "就く",
    ]
)
_KANJI: Final = re.compile("[\u3400-\u9fff々]+")
_LONE_KANA: Final = re.compile("[ぁ-ん]")
_KATAKANA: Final = re.compile("[ァ-ヺー]+")
_FIELDS: Final = {"pos", "normalized_form", "reading_form"}


READING: Final = "~"
"""Before the reading of a word, in katakana, to keep it apart from words (`~ドウロ`)."""
PART: Final = "+"
"""Before a part of a word that the dictionary has as one (`+チャット` of チャットボット)."""


class Token(NamedTuple):
    """A content word: its term in the index, where it stands in the original text, and what else finds it."""

    term: str
    start: int
    end: int
    others: tuple[str, ...]


class Word(NamedTuple):
    """A word of a text, with its reading in katakana."""

    term: str
    surface: str
    reading: str
    content: bool


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")


class _Local(threading.local):
    """Tokenizers for each thread: one may not be used by two threads at once."""

    tokenizer: Tokenizer | None = None
    with_senses: Tokenizer | None = None


_local = _Local()


def _tokenizer() -> Tokenizer:
    if _local.tokenizer is None:
        _local.tokenizer = _dictionary().tokenizer(mode=SplitMode.A, fields=_FIELDS)
    return _local.tokenizer


@cache
def _content(pos_id: int) -> bool:
    """Whether words of this part of speech say what a text is about."""
    major, minor, detail = map(str, _dictionary().pos_of(pos_id)[:3])
    if major == "名詞":
        return minor != "助動詞語幹"
    if major == "接尾辞":
        return minor == "名詞的"
    if major == "記号":
        return minor == "文字"
    return major in ("動詞", "形容詞", "形状詞", "副詞", "接頭辞") and detail != "助動詞語幹"


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces short enough to analyse, cut after a sentence where there is one."""
    start = 0
    while len(text) - start > CHUNK:
        window = text[start : start + CHUNK]
        cut = max(window.rfind("。"), window.rfind("\n")) + 1
        cut = cut if cut > CHUNK // 4 else CHUNK
        yield start, window[:cut]
        start += cut
    yield start, text[start:]


def _morphemes(text: str) -> Iterator[tuple[int, MorphemeList]]:
    tokenizer = _tokenizer()
    for start, piece in _chunks(text):
        yield start, tokenizer.tokenize(piece)


@lru_cache(maxsize=100_000)
def _entry(form: str, reading: str, pos_id: int) -> tuple[str, tuple[str, ...]]:
    """The term of a word (empty for a word that says nothing) and what else finds it."""
    if not _content(pos_id) or form in _EVERYDAY:
        return "", ()
    term = form.casefold().replace(" ", "_")
    if _LONE_KANA.fullmatch(term):
        return "", ()
    return term, (*_reading(term, reading, pos_id), *(PART + part for part in parts(term)))


def _reading(term: str, reading: str, pos_id: int) -> tuple[str, ...]:
    noun = _dictionary().pos_of(pos_id)[0] in ("名詞", "形状詞", "接尾辞")
    katakana = hiragana_to_katakana(reading)
    useful = noun and len(katakana) > 1 and _KANJI.search(term) and _KATAKANA.fullmatch(katakana)
    return (READING + katakana,) if useful else ()


@lru_cache(maxsize=50_000)
def parts(term: str) -> tuple[str, ...]:
    """The two words that a long word is made of, if the dictionary knows both; else nothing."""
    least = 2 if _KANJI.fullmatch(term) else 3 if _KATAKANA.fullmatch(term) else len(term)
    for cut in range(len(term) - least, least - 1, -1):
        left, right = term[:cut], term[cut:]
        if _known(left) and _known(right):
            return left, right
    return ()


def is_kana(text: str) -> bool:
    """Whether a text is katakana alone."""
    return _KATAKANA.fullmatch(text) is not None


@lru_cache(maxsize=50_000)
def _known(word: str) -> bool:
    return len(_dictionary().lookup(word)) > 0


def terms(text: str) -> list[str]:
    """The terms of a text in order, as an index keeps them."""
    return [term for term, _ in scan(text)]


def scan(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The terms of a text in order, each with what else finds it (its reading, its parts)."""
    found = []
    for _, morphemes in _morphemes(fold(text).text):
        for morpheme in morphemes:
            entry = _entry(morpheme.normalized_form(), morpheme.reading_form(), morpheme.part_of_speech_id())
            if entry[0]:
                found.append(entry)
    return found


def senses(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """The terms of a text, each with the groups of synonyms that the dictionary puts it in."""
    if _local.with_senses is None:
        fields = _FIELDS | {"synonym_group_ids"}
        _local.with_senses = _dictionary().tokenizer(mode=SplitMode.A, fields=fields)
    found = []
    for _, piece in _chunks(fold(text).text):
        for morpheme in _local.with_senses.tokenize(piece):
            form, reading = morpheme.normalized_form(), morpheme.reading_form()
            term = _entry(form, reading, morpheme.part_of_speech_id())[0]
            if term:
                found.append((term, tuple(morpheme.synonym_group_ids())))
    return found


def tokens(text: str) -> list[Token]:
    """The terms of a text with their places in it, for marking and for phrases."""
    folded = fold(text)
    found: list[Token] = []
    for offset, morphemes in _morphemes(folded.text):
        for morpheme in morphemes:
            term, others = _entry(
                morpheme.normalized_form(), morpheme.reading_form(), morpheme.part_of_speech_id()
            )
            if term:
                start, end = folded.original(offset + morpheme.begin(), offset + morpheme.end())
                found.append(Token(term, start, end, others))
    return found


def words(text: str) -> list[Word]:
    """Every word of a text, function words too, with readings."""
    found: list[Word] = []
    for _, morphemes in _morphemes(fold(text).text):
        for morpheme in morphemes:
            form, reading = morpheme.normalized_form(), morpheme.reading_form()
            term = _entry(form, reading, morpheme.part_of_speech_id())[0]
            found.append(Word(term or form, morpheme.surface(), hiragana_to_katakana(reading), bool(term)))
    return found


@lru_cache(maxsize=4096)
def query_tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a short text that is asked for again and again."""
    return tuple(tokens(text))


@cache
def stamp() -> str:
    """What decides which terms a text has; an index made with another stamp is made anew."""
    return f"A-3/sudachipy-{version('SudachiPy')}/sudachidict-core-{version('sudachidict-core')}"
