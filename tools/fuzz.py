"""Feed the readers of banks with broken files: ``python3 dev.py fuzz --minutes N``.

Every input must end in findings or a ``UserError``: no other exception, no more than 1 GiB of
memory, no more than 20 seconds, no network. Work is done in children with a memory limit; an input
that breaks one is saved with what happened. The seed is printed; the same seed gives the same run.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Any

MEMORY_BYTES = 1 << 30
SECONDS_EACH = 20
#: Inputs and seconds of one child: starting it takes half a second.
BATCH = 2_000
BATCH_SECONDS = 60.0
#: How an input ended that did what none may do, and one of a process that was ended.
FAILED, UNKNOWN = "FAILED", "unknown"
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

    ends: Counter[str] = Counter()
    began = time.monotonic()
    inputs = Inputs(name, seed)
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(start, start + count):
            raw = inputs.make(number)
            at_hand = out / f"{name}-{seed}-{number}{inputs.suffix}"
            at_hand.write_bytes(raw)
            _alarm(SECONDS_EACH)
            try:
                ends[check_input(name, raw, Path(scratch))] += 1
            except InputFailedError as error:
                ends[FAILED] += 1
                told = "".join(traceback.format_exception(error))
                at_hand.with_suffix(f"{inputs.suffix}.why").write_text(told, encoding="utf-8")
                print(f"FAILED {at_hand.name}: {error}", flush=True)
            else:
                at_hand.unlink()
            _alarm(0)
            if time.monotonic() - began > BATCH_SECONDS:
                break
    print("DONE", json.dumps([ends, _peak_mib()]), flush=True)
    return ends[FAILED]


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz for some minutes; exit code 1 when an input failed."""
    from tools.fuzz_inputs import SUFFIXES

    parser = argparse.ArgumentParser(prog="dev.py fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, help="default 1, without end with --inputs")
    parser.add_argument("--inputs", type=int, default=0, help="so many, an equal share a reader")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
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
    minutes = options.minutes or (math.inf if options.inputs else 1.0)
    work = _Work(options.reader or sorted(SUFFIXES), options.inputs, minutes)
    _rounds(work, seed, out, options.jobs)
    return _tell(work, seed, out)


class _Work:
    """What is left to do and what came of the rest; several threads take from it.

    Args:
        names: the inputs, in turn.
        wanted: how many in all, 0 for as many as there is time.
        minutes: how long.
    """

    def __init__(self, names: Sequence[str], wanted: int, minutes: float) -> None:
        self.began = time.monotonic()
        self.ends: dict[str, Counter[str]] = {name: Counter() for name in names}
        self.peak_mib = 0
        self._until = self.began + 60 * minutes
        self._lock = threading.Lock()
        self._next = dict.fromkeys(names, 0)
        share, rest = divmod(wanted, len(names))
        self._last: dict[str, float] = {
            name: share + (place < rest) if wanted else math.inf for place, name in enumerate(names)
        }
        self._back: list[tuple[str, int, int]] = []

    def take(self) -> tuple[str, int, int] | None:
        """Return name, first number and count of the next inputs; None when all is done."""
        with self._lock:
            if time.monotonic() >= self._until:
                return None
            if self._back:
                return self._back.pop()
            left = {n: last - self._next[n] for n, last in self._last.items()}
            name = min(left, key=lambda one: (left[one] <= 0, self._next[one]))
            if left[name] <= 0:
                return None
            start, count = self._next[name], int(min(BATCH, left[name]))
            self._next[name] += count
            return name, start, count

    def give(self, name: str, start: int, count: int, ends: Counter[str], peak_mib: int) -> None:
        """Take in what a child did of ``count`` inputs; what it left is done later."""
        done = ends.total()
        with self._lock:
            self.ends[name] += ends
            self.peak_mib = max(self.peak_mib, peak_mib)
            if done < count:
                self._back.append((name, start + done, count - done))


def _rounds(work: _Work, seed: str, out: Path, jobs: int) -> None:
    def one() -> None:
        while (taken := work.take()) is not None:
            work.give(*taken, *_batch(*taken, seed, out))

    with ThreadPoolExecutor(jobs) as pool:
        for done in [pool.submit(one) for _ in range(jobs)]:
            done.result()


def _tell(work: _Work, seed: str, out: Path) -> int:
    """Print what came of it; clear up when nothing failed; return the exit code."""
    failed = sum(ends[FAILED] for ends in work.ends.values())
    total = sum(ends.total() for ends in work.ends.values())
    for name, ends in work.ends.items():
        told = ", ".join(f"{end} {n}" for end, n in ends.most_common())
        print(f"{name} {ends.total()}: {told}")
    seconds = time.monotonic() - work.began
    print(
        f"{total} inputs in {seconds:.0f} s; {failed} failed; peak memory of a process"
        f" {work.peak_mib} MiB; seed {seed}"
    )
    if not failed:
        for leftover in out.iterdir():
            leftover.unlink()
        out.rmdir()
    return 1 if failed else 0


def _batch(name: str, start: int, count: int, seed: str, out: Path) -> tuple[Counter[str], int]:
    """Run one child; return how its inputs ended and the most memory it took, in MiB."""
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
        ends, peak = json.loads(ended[-1].removeprefix("DONE "))
        return Counter(ends), peak
    told = {line.split()[1].rstrip(":") for line in bad}
    for at_hand in sorted(out.glob(f"{name}-{seed}-*{_suffix(name)}")):
        number = int(at_hand.name.removesuffix(_suffix(name)).rpartition("-")[2])
        mine = start <= number < start + count and at_hand.name not in told
        if mine and not at_hand.with_name(f"{at_hand.name}.why").exists():
            why = f"the process ended with {run.returncode}\n{run.stderr[-4000:]}"
            at_hand.with_name(f"{at_hand.name}.why").write_text(why, encoding="utf-8")
            print(f"FAILED {at_hand.name}: the process ended with {run.returncode}", flush=True)
            unknown = number - start - len(bad)  # a child that ends tells nothing of the sound ones
            return Counter({FAILED: len(bad) + 1, UNKNOWN: unknown}), 0
    print(f"FAILED {name} from {start}: {run.stderr[-2000:]}", flush=True)
    return Counter({FAILED: count}), 0


def _peak_mib() -> int:
    """Return the most memory that this process held, in MiB; 0 where that is not told."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


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

    signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)  # of the processor: others may be at work, too


if __name__ == "__main__":
    raise SystemExit(main())
