"""What every test may ask for: the annotated real plans, where they are at hand."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real plans and their annotation, beside the repository; tests that need it are skipped without it."""
    if not (SHARED / "gold" / "dev").is_dir():
        pytest.skip("the annotated real plans (../shared) are not at hand")
    return SHARED


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names of cases that are the same in every process: bytes by their length, never by what a clock wrote into them."""
    return f"{argname}-{len(val)}" if isinstance(val, bytes) else None
