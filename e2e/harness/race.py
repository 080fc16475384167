"""Doing several things at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError


def race(runners: list[Callable]) -> list:
    """Lets all start at one barrier. For each, in order: its result, or the error of the service."""
    barrier = threading.Barrier(len(runners))

    def run(runner):
        barrier.wait()
        try:
            return runner()
        except ClientError as error:
            return error

    with ThreadPoolExecutor(len(runners)) as threads:
        return list(threads.map(run, runners))


def codes(results: list) -> list[str]:
    """Of each refused one the exception, of the others nothing."""
    errors = [one for one in results if isinstance(one, ClientError)]
    return [error.response["Error"]["Code"] for error in errors]


def winners(results: list) -> list:
    return [one for one in results if not isinstance(one, ClientError)]
