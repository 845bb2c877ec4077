"""Processor time of a call, and whether it grows with the text and no faster."""

import gc
import time
from collections.abc import Callable
from typing import Any


def seconds(call: Callable[[str], Any], text: str) -> float:
    """The least processor time of three turns, the collector being still; each turn has its own text, for what is cached by text."""
    collecting, least = gc.isenabled(), float("inf")
    gc.disable()
    try:
        for turn in range(3):
            own = text + "。" * turn
            start = time.process_time()
            call(own)
            least = min(least, time.process_time() - start)
    finally:
        if collecting:
            gc.enable()
    return least


def grows_linearly(call: Callable[[str], Any], unit: str, length: int) -> bool:
    """Whether ``2 * length`` characters of ``unit`` cost less than three times what ``length`` cost, in one of two attempts."""
    short, long = (unit * (characters // len(unit)) for characters in (length, 2 * length))
    return any(seconds(call, long) < 3 * seconds(call, short) + 0.03 for _ in range(2))
