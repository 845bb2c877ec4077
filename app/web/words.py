"""What the pages say, in Chinese and English: the words of ``words.toml``."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Final

LANGUAGES: Final = ("zh", "en")
Say = Callable[..., str]


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Every word by its name and language."""
    return tomllib.loads(resources.files("app.web").joinpath("words.toml").read_text(encoding="utf-8"))


def saying(language: str) -> Say:
    """A function that says a word in a language, its braces filled: ``saying("zh")("lead")`` → 牵头单位."""

    def say(name: str, /, **told: object) -> str:
        return words()[name][language].format(**told)

    return say
