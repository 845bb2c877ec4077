"""Whether a run of characters names a body that issues documents."""

import re
from functools import cache

from extractors.lexicon import lexicon

_SHAPE = re.compile(r"[\u4e00-\u9fff“”()、 XＸ×A-Za-z]{3,60}")


@cache
def _ends() -> tuple[str, ...]:
    return tuple(lexicon("plan")["body_ends"])


@cache
def _never() -> tuple[str, ...]:
    return tuple(lexicon("plan")["never_body_start"])


def is_body(name: str) -> bool:
    """``阳信县城市管理局`` is, ``请抓好落实`` is not. A bracketed second name (``建设局(生态环境局)``) may follow."""
    if not _SHAPE.fullmatch(name) or name.startswith(_never()):
        return False
    bare = re.sub(r"\([^()]{1,30}\)\Z", "", name.strip())
    return bare.endswith(_ends()) and len(bare) >= 3


def body_at_start(text: str) -> str | None:
    """The body that a notice's title opens with: ``某市人民政府办公室关于印发…`` → ``某市人民政府办公室``."""
    for match in re.finditer(r"关于|印发|转发|批转|下发|等\S{1,3}(?:部门|单位)", text[:90]):
        name = text[: match.start()].strip()
        if is_body(name):
            return name
        if match.group() == "关于":
            return None
    return None
