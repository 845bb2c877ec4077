"""What a text is about: topics of a taxonomy on two levels, each with the words that show it."""

from extractors.topics.taxonomy import domains, leaves
from extractors.topics.topics import Topic, topics

__all__ = ["Topic", "domains", "leaves", "topics"]
