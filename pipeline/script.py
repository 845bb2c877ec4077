"""Traditional to simplified script, character for character, from OpenCC's own dictionaries."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from operator import ne

_CHINESE = re.compile("[一-鿿]+")


def _pairs(name: str) -> dict[str, str]:
    lines = (files("opencc") / "dictionary" / name).read_text(encoding="utf-8").splitlines()
    columns = (line.split("\t", 1) for line in lines if "\t" in line)
    return {old: choices.split(" ")[0] for old, choices in columns}  # the first choice is the standard form


@cache
def _characters() -> dict[str, str]:
    return {old: new for old, new in _pairs("TSCharacters.txt").items() if len(old) == len(new) == 1}


@cache
def _changing() -> re.Pattern[str]:
    """Any character of the table, and any beyond the basic plane: a set is searched many times as fast when all it lists lies inside."""
    basic = "".join(old for old in _characters() if old <= "\uffff")
    return re.compile(f"[{basic}\U00010000-\U0010ffff]")


def _changed(found: re.Match[str]) -> str:
    return _characters().get(found[0], found[0])


@cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    phrases = {old: new for old, new in _pairs("TSPhrases.txt").items() if len(old) == len(new)}
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), phrases


@lru_cache(maxsize=4)
def simplified(text: str) -> str:
    """The text in simplified script, of the same length: ``縣住房城鄉建設局`` → ``县住房城乡建设局``.

    One table look-up a character, the phrases that OpenCC lists (乾隆, 反覆) first; gives what ``OpenCC("t2s")`` gives.
    """
    changing = _changing()
    if not changing.search(text):
        return text
    pattern, phrases = _phrases()
    out, at = [], 0
    for found in pattern.finditer(text):
        out += [changing.sub(_changed, text[at : found.start()]), phrases[found.group()]]
        at = found.end()
    out.append(changing.sub(_changed, text[at:]))
    return "".join(out)


def script(text: str) -> str:
    """``hant`` when more than one Chinese character in fifty is written otherwise in simplified script, else ``hans``."""
    written = simplified(text)
    if written == text:
        return "hans"
    chinese = sum(map(len, _CHINESE.findall(text)))
    changed = sum(map(ne, text, written))
    return "hant" if changed * 50 > chinese else "hans"
