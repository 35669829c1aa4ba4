"""Files read and written whole for the command line."""

from __future__ import annotations

from pathlib import Path

from eligibility.exchange.result_files import write_bytes
from eligibility.exchange.table_files import bytes_of


def read_whole(path: str | Path) -> bytes:
    """The file's bytes. Raises InputFault where there is nothing to read."""
    return bytes_of(Path(path))


def write_whole(path: str | Path, data: bytes) -> None:
    """The whole file or none of it; an older one stays until the new one is whole."""
    write_bytes(Path(path), data)
