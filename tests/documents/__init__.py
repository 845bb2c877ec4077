"""Documents for tests, built from scratch where a test needs them: no third-party file is kept."""
