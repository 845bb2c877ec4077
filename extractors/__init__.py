"""Text in, records out: pure functions without files, databases or frameworks."""
