"""Feed the readers of banks with broken files: ``python3 dev.py fuzz --minutes N``.

Every input must end in findings or a ``UserError``: no other exception, no more than 1 GiB of
memory, no more than 20 seconds, no network. Work is done in children with a memory limit; an input
that breaks one is saved with what happened. The seed is printed; the same seed gives the same run.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

MEMORY_BYTES = 1 << 30
SECONDS_EACH = 20
BATCH = 400
BATCH_SECONDS = 30.0
_ROOT = Path(__file__).resolve().parent.parent


class InputFailedError(Exception):
    """An input did what none may do."""


def check_input(name: str, raw: bytes, folder: Path) -> str:
    """Read one input and return how it ended: ``read`` or the code of the refusal.

    Raises:
        InputFailedError: it ended in any other way, or what came out is not sound.
    """
    import msgspec

    from ethics_desktop.domain.bank import Bank
    from ethics_desktop.domain.errors import UserError
    from ethics_desktop.formats import registry
    from ethics_desktop.messages import ERRORS, FINDINGS
    from tools.fuzz_inputs import READERS, SUFFIXES

    path = folder / f"soal{SUFFIXES[name]}"
    path.write_bytes(raw)
    try:
        result = registry.read_any(path, READERS.get(name, name))
    except UserError as error:
        if error.code not in ERRORS:
            raise InputFailedError(f"no sentence for the error {error.code}") from error
        return error.code
    except MemoryError as error:
        raise InputFailedError("out of memory") from error
    except Exception as error:
        raise InputFailedError(f"{type(error).__name__}: {error}") from error
    for finding in result.findings:
        if finding.code not in FINDINGS:
            raise InputFailedError(f"no sentence for the finding {finding.code}")
    encoded = msgspec.json.encode(result.bank)
    try:
        again = msgspec.json.decode(encoded, type=Bank)
    except msgspec.MsgspecError as error:
        raise InputFailedError(f"an item breaks its own type: {error}") from error
    if again != result.bank:
        raise InputFailedError("items do not survive being stored")
    return "read"


def child(name: str, seed: str, start: int, count: int, out: Path) -> int:
    """Work through inputs ``start``.. of a seed; save failing ones; return how many failed.

    The input at hand stands in ``out`` while it is read, for the case that it ends this process.
    """
    _limit()
    from tools.fuzz_inputs import Inputs

    failed = 0
    began = time.monotonic()
    inputs = Inputs(name, seed)
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(start, start + count):
            raw = inputs.make(number)
            at_hand = out / f"{name}-{seed}-{number}{inputs.suffix}"
            at_hand.write_bytes(raw)
            _alarm(SECONDS_EACH)
            try:
                check_input(name, raw, Path(scratch))
            except InputFailedError as error:
                failed += 1
                told = "".join(traceback.format_exception(error))
                at_hand.with_suffix(f"{inputs.suffix}.why").write_text(told, encoding="utf-8")
                print(f"FAILED {at_hand.name}: {error}", flush=True)
            else:
                at_hand.unlink()
            _alarm(0)
            if time.monotonic() - began > BATCH_SECONDS:
                print(f"DONE {number + 1 - start}", flush=True)
                return failed
    print(f"DONE {count}", flush=True)
    return failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz for some minutes; exit code 1 when an input failed."""
    from tools.fuzz_inputs import SUFFIXES

    parser = argparse.ArgumentParser(prog="dev.py fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--inputs", type=int, default=0, help="stop after so many, all readers")
    parser.add_argument("--seed", default="")
    parser.add_argument("--reader", action="append", choices=sorted(SUFFIXES))
    parser.add_argument("--out", type=Path, help="where failing inputs go")
    parser.add_argument("--child", nargs=3, metavar=("NAME", "START", "COUNT"),
                        help=argparse.SUPPRESS)  # fmt: skip
    options = parser.parse_args(arguments)
    seed = options.seed or secrets.token_hex(4)
    out = options.out or Path(tempfile.gettempdir()) / f"cermin-fuzz-{seed}"
    out.mkdir(parents=True, exist_ok=True)
    if options.child:
        name, start, count = options.child
        return 1 if child(name, seed, int(start), int(count), out) else 0
    print(f"seed {seed}; failing inputs go to {out}", flush=True)
    return _rounds(options.reader or sorted(SUFFIXES), seed, options.minutes, options.inputs, out)


def _rounds(names: Sequence[str], seed: str, minutes: float, wanted: int, out: Path) -> int:
    end = time.monotonic() + 60 * minutes
    done = dict.fromkeys(names, 0)
    failed = 0
    while time.monotonic() < end and (not wanted or sum(done.values()) < wanted):
        for name in names:
            left = max(1, (wanted - sum(done.values())) // len(names)) if wanted else BATCH
            if time.monotonic() >= end:
                break
            made, bad = _batch(name, seed, done[name], min(BATCH, left), out)
            done[name] += made
            failed += bad
    told = ", ".join(f"{name} {n}" for name, n in done.items())
    print(f"{sum(done.values())} inputs ({told}); {failed} failed; seed {seed}")
    if not failed:
        for leftover in out.iterdir():
            leftover.unlink()
        out.rmdir()
    return 1 if failed else 0


def _batch(name: str, seed: str, start: int, count: int, out: Path) -> tuple[int, int]:
    """Run one child; return how many inputs it took and how many failed."""
    command = [
        sys.executable, "-m", "tools.fuzz", "--seed", seed, "--out", str(out),
        "--child", name, str(start), str(count),
    ]  # fmt: skip
    run = subprocess.run(
        command, cwd=_ROOT, capture_output=True, text=True, errors="replace", check=False
    )
    lines = run.stdout.splitlines()
    bad = [line for line in lines if line.startswith("FAILED ")]
    print("\n".join(bad), end="\n" if bad else "", flush=True)
    ended = [line for line in lines if line.startswith("DONE ")]
    if ended:
        return int(ended[-1].split()[1]), len(bad)
    told = {line.split()[1].rstrip(":") for line in bad}
    for at_hand in sorted(out.glob(f"{name}-{seed}-*{_suffix(name)}")):
        if at_hand.name not in told and not at_hand.with_name(f"{at_hand.name}.why").exists():
            why = f"the process ended with {run.returncode}\n{run.stderr[-4000:]}"
            at_hand.with_name(f"{at_hand.name}.why").write_text(why, encoding="utf-8")
            print(f"FAILED {at_hand.name}: the process ended with {run.returncode}", flush=True)
            number = int(at_hand.name.removesuffix(_suffix(name)).rpartition("-")[2])
            return number + 1 - start, len(bad) + 1
    print(f"FAILED {name} from {start}: {run.stderr[-2000:]}", flush=True)
    return count, len(bad) + 1


def _suffix(name: str) -> str:
    from tools.fuzz_inputs import SUFFIXES

    return SUFFIXES[name]


def _limit() -> None:
    """Bound the memory of this process and forbid it the network."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ["NO_PROXY"] = "*"

    def refuse(event: str, _arguments: tuple[Any, ...]) -> None:
        if event.startswith(("socket.connect", "socket.bind", "socket.getaddrinfo", "urllib.")):
            raise InputFailedError(f"the network was asked: {event}")

    sys.addaudithook(refuse)


def _alarm(seconds: int) -> None:
    if sys.platform == "win32":
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise InputFailedError(f"more than {SECONDS_EACH} seconds")

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)


if __name__ == "__main__":
    raise SystemExit(main())
