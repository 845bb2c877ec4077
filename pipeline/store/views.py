"""Views of the store that queries join."""

from sqlalchemy import column, table

V_BODIES = table("v_bodies", *(column(name) for name in ("id", "name", "stands_for", "kind", "level", "function", "place", "code")))
"""The view of bodies, each with the one that it stands for after all merges."""
V_MERGED = table("v_merged", column("name"), column("stands_for"))
"""The view of merged bodies, each with the last that it leads to."""
