"""Waiting for something that will happen, with a deadline instead of a guess."""

import time


def eventually(holds, what: str, seconds: float = 10.0, every: float = 0.02):
    """Polls until `holds()` is truthy and returns that; fails when the deadline passes."""
    end = time.monotonic() + seconds
    while True:
        result = holds()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(every)
