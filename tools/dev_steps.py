"""Steps that say in one line what they do and how long it took."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

#: Exit codes of ``dev.py``.
FAILED = 1
USAGE = 2
MISSING_SYSTEM_PACKAGES = 3
NO_DISPLAY = 4


class StopError(Exception):
    """Ends the command with a sentence for the person and an exit code."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


def say(message: str) -> None:
    """Print one line at once, so that it stands before the output of what is started next."""
    print(f"dev: {message}", flush=True)


@contextmanager
def step(what: str) -> Iterator[Callable[[str], None]]:
    """Time a step and print its line; the value takes a remark to add to that line."""
    remarks: list[str] = []
    start = time.monotonic()
    try:
        yield remarks.append
    except BaseException:
        say(f"{what}: FAILED after {time.monotonic() - start:.1f} s")
        raise
    remark = f" ({'; '.join(remarks)})" if remarks else ""
    say(f"{what}: {time.monotonic() - start:.1f} s{remark}")


def quiet(
    command: Sequence[str],
    failure: str,
    code: int = FAILED,
    env: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> str:
    """Run ``command`` and return its output, which is shown only when it fails.

    Raises:
        StopError: the command failed or could not be started; ``failure`` is the sentence.
    """
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env,
            errors="replace", check=False, stdin=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
    except OSError as error:
        raise StopError(f"{failure}\n{command[0]}: {error.strerror}", code) from error
    if done.returncode != 0:
        tail = "\n".join(done.stdout.strip().splitlines()[-15:])
        raise StopError(f"{failure}\n{tail}", code)
    return done.stdout


def loud(command: Sequence[str | Path], env: Mapping[str, str], folder: Path) -> int:
    """Run ``command`` with its output on this terminal; return its exit code."""
    sys.stdout.flush()
    try:
        return subprocess.run([str(part) for part in command], env=env, cwd=folder).returncode
    except KeyboardInterrupt:
        return 130
