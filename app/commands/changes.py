"""What became of a plan: the command ``diff``."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.queries import answer
from app.options import STORE, Db, Form, Limit, PlanName
from app.show import Format

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.store import Store


def diff(
    name: PlanName,
    against: Annotated[str | None, typer.Option("--against", metavar="PLAN", help="Compare with this plan, not with the version before.")] = None,
    form: Form = Format.table,
    limit: Limit = None,
    db: Db = STORE,
) -> int:
    """Tell what changed from the version of a plan before to this one.

    Tasks added and dropped, deadlines moved, leads and numbers changed, with the words of both versions.

    \b
    Example:
      taizhang diff 城市品质提升
      taizhang diff 3f2a9c10 --against 81ab77e0 --format csv > 变化.csv
    """

    def asked(store: "Store", most: int | None) -> "pd.DataFrame":
        from analysis.diff import diff as changes

        found = changes(store, name, against)
        return found if most is None else found.head(most)

    return answer("diff", asked, form, limit, db)
