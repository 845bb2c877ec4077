"""The commands, one small file a family; ``app.cli`` lists them."""
