"""The program under test and the folder it is tested from."""

import os
from pathlib import Path

E2E = Path(__file__).resolve().parent.parent


def cognate() -> Path:
    """The binary that `cargo xtask test` built, or the dev build of this tree."""
    given = os.environ.get("E2E_COGNATE_BINARY")
    path = Path(given) if given else E2E.parent / "target" / "debug" / "cognate"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is not built: cargo build -p cognate-server")
    return path
