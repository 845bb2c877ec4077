"""What is to be done: the leaves of a plan's outline, the items that bind bodies themselves, and their categories."""

from extractors.tasks.drafts import Draft, drafts

__all__ = ["Draft", "drafts"]
