"""Sounds put together as Hangul and Katakana syllables. The rules are the exercise's own, simpler than any standard.

Hangul is composed by Unicode's arithmetic: 0xAC00 + (initial · 21 + vowel) · 28 + final.
"""

_INITIAL = {"g": 0, "n": 2, "d": 3, "l": 5, "m": 6, "b": 7, "s": 9, "": 11, "j": 12, "c": 14, "k": 15, "t": 16, "p": 17}
_INITIAL["h"] = 18
_VOWEL = {"a": 0, "E": 1, "O": 4, "e": 5, "o": 8, "u": 13, "": 18, "i": 20}  # "" is the vowel put in where none is
_FINAL = {"g": 1, "k": 1, "n": 4, "l": 8, "m": 16, "b": 17, "p": 17, "t": 19}
_KANA = {
    "": "アイウエオ", "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "z": "ザジズゼゾ", "n": "ナニヌネノ",
    "h": "ハヒフヘホ", "b": "バビブベボ", "p": "パピプペポ", "m": "マミムメモ", "r": "ラリルレロ",
}  # fmt: skip
_ROWS = {row: dict(zip("aiueo", kana, strict=True)) for row, kana in _KANA.items()} | {
    "t": {"a": "タ", "i": "ティ", "u": "トゥ", "e": "テ", "o": "ト"},
    "d": {"a": "ダ", "i": "ディ", "u": "ドゥ", "e": "デ", "o": "ド"},
    "f": {"a": "ファ", "i": "フィ", "u": "フ", "e": "フェ", "o": "フォ"},
    "v": {"a": "ヴァ", "i": "ヴィ", "u": "ヴ", "e": "ヴェ", "o": "ヴォ"},
    "S": {"a": "シャ", "i": "シ", "u": "シュ", "e": "シェ", "o": "ショ"},
    "C": {"a": "チャ", "i": "チ", "u": "チュ", "e": "チェ", "o": "チョ"},
    "J": {"a": "ジャ", "i": "ジ", "u": "ジュ", "e": "ジェ", "o": "ジョ"},
}
_BARE = {"t": "ト", "d": "ド", "n": "ン", "C": "チ", "J": "ジ"}


def hangul(sounds: list[str]) -> str:
    """Syllable blocks; a consonant that neither begins nor closes a syllable gets one of its own."""
    made, at = "", 0
    while at < len(sounds):
        first = sounds[at] if sounds[at] not in _VOWEL else ""
        at += bool(first)
        vowel = sounds[at] if at < len(sounds) and sounds[at] in _VOWEL else ""
        at += bool(vowel)
        closes = vowel and at < len(sounds) and sounds[at] in _FINAL
        closes = closes and (at + 1 == len(sounds) or sounds[at + 1] not in _VOWEL)
        final = _FINAL[sounds[at]] if closes else 0
        at += bool(closes)
        made += chr(0xAC00 + (_INITIAL[first] * 21 + _VOWEL[vowel]) * 28 + final)
    return made


def katakana(sounds: list[str]) -> str:
    """Kana; a consonant without vowel takes the kana of its row that is usual for that."""
    made, at = "", 0
    while at < len(sounds):
        row = sounds[at] if sounds[at][0] not in "aiueo" else ""
        at += bool(row)
        vowel = sounds[at] if at < len(sounds) and sounds[at][0] in "aiueo" else ""
        at += bool(vowel)
        made += _ROWS[row][vowel[0]] if vowel else _BARE.get(row, _ROWS[row]["u"])
        made += "ー" * (len(vowel) - 1)
    return made
