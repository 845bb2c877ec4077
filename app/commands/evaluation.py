"""The command evaluate: the product's own extraction against annotated plans."""
