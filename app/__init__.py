"""The faces: command line and web. No logic: parse, call, show."""
