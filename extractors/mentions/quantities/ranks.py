"""Places in a ranking: 进入全省前十, 排名前3位."""

import re
from collections.abc import Iterator

from extractors.mentions.quantities.amounts import AMOUNT, amount
from extractors.mentions.quantities.quantity import Quantity
from schemas.spans import Span

_RANK = re.compile(
    rf"(?:进入?|争|居|列|排名?|入围|跻身|保持在?|稳定在?|位次|名次)(?:[于到至在]|全[国省市县区州]|同类|各[市县区]|[省市县区]){{0,3}}"
    rf"(?P<span>前(?P<place>{AMOUNT})(?:名|位)?)(?![季年月批天日周期个次条项款者类部节轮阶步分%余多])"
)


def ranks(text: str) -> Iterator[Quantity]:
    """Each place that is striven for, as at most that many ``名``: ``进入全省前十`` <= 10 名."""
    for match in _RANK.finditer(text):
        found = amount(match["place"])
        if found is not None and not found.more:
            span = Span(*match.span("span"))
            yield Quantity(span, span, found.value, None, "名", "rank", "<=", chinese=False)
