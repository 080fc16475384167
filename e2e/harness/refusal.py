"""Expecting an error of the service."""

from contextlib import contextmanager

from botocore.exceptions import ClientError


class Refused:
    """Filled when the block ends: what the service answered."""

    code: str
    message: str
    status: int


@contextmanager
def refused(code: str, message: str | None = None, status: int = 400):
    """The block must end in this exception of the service, with exactly this message if given."""
    seen = Refused()
    try:
        yield seen
    except ClientError as error:
        seen.code = error.response["Error"]["Code"]
        seen.message = error.response["Error"]["Message"]
        seen.status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert (seen.code, seen.status) == (code, status), error
        if message is not None:
            assert seen.message == message
        return
    raise AssertionError(f"expected {code}, but the call succeeded")
