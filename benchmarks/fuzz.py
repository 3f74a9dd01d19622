"""A million broken inputs for whatever reads outside data: writes fuzz.md. `python benchmarks/fuzz.py [INPUTS]`.

Each reader of tests/fuzz/targets.py runs in a process of its own, within 1 GiB. An input fails that raises anything but
the desk's own errors, or takes a second of the processor; it goes into tests/fuzz/corpus/, to be tried by the suite
from then on.

With atheris (Google's coverage-guided fuzzer, no dependency of ours: it has no wheel for every Python that we support)
`--guided TARGET` steers by the branches taken: `python -m venv X; X/bin/pip install atheris -r requirements/run.txt`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
CORPUS = ROOT / "tests" / "fuzz" / "corpus"
MEMORY = 1 << 30


def keep(name: str, data: bytes) -> Path:
    """Put an input that failed where the suite finds it."""
    folder = CORPUS / name.replace(" ", "-").replace("'", "")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.sha256(data).hexdigest()[:12]
    path.write_bytes(data)
    return path


def run_one(name: str, inputs: int, chosen: int) -> dict[str, object]:
    """One reader in this process: what became of so many inputs."""
    import tests.early  # noqa: F401 - the developer's terminal stays out
    from tests.fuzz.mutate import mutated
    from tests.fuzz.targets import clear, dice_of, targets, tried

    target, dice = targets()[name], dice_of(name, chosen)
    tried(target, target.seeds[0])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    said = {"read": 0, "refused": 0}
    slowest, failed, kinds = 0.0, 0, set[str]()
    for _ in range(inputs):
        data = mutated(dice, target.seeds, target.words)
        started = time.process_time()
        try:
            said[tried(target, data)] += 1
            fault = ""
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            fault = f"{type(error).__name__}: {error}"[:120]
        spent = time.process_time() - started
        slowest = max(slowest, spent)
        if fault or spent > 1:
            failed += 1
            kind = fault.split(":")[0] or "slow"
            if kind not in kinds:  # the first of each kind
                kinds.add(kind)
                print(f"{name}: {fault or f'{spent:.1f} s'}: {keep(name, data)}", file=sys.stderr, flush=True)
    clear()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"name": name, "inputs": inputs, **said, "failed": failed, "slowest": slowest * 1000, "peak": peak}


def guided(name: str, seconds: int) -> int:
    """One reader, steered by coverage; how many inputs were tried."""
    try:
        import atheris
    except ImportError:
        print("guided: atheris is not installed here, so nothing is steered (see the top of benchmarks/fuzz.py)")
        return 0
    import tests.early  # noqa: F401

    with atheris.instrument_imports(include=["sdrdesk"]):
        from tests.fuzz.targets import targets, tried

        target = targets()[name]
        tried(target, target.seeds[0])  # what it imports only when it reads is steered by as well
    folder = ROOT / "build" / "fuzz" / name.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    for at, seed in enumerate(target.seeds):
        (folder / f"seed{at}").write_bytes(seed)

    def one(data: bytes) -> None:
        try:
            tried(target, data)
        except Exception:
            print(f"kept: {keep(name, data)}")
            raise

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=20000", "-timeout=5", str(folder)], one)
    atheris.Fuzz()
    return 0


def main() -> int:
    """Run all, one, or one guided."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("inputs", nargs="?", type=int, default=1_000_000)
    asked.add_argument("--one", metavar="TARGET", help="only this reader, told as JSON")
    asked.add_argument("--guided", metavar="TARGET", help="steer by coverage, for --seconds")
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--seed", type=int, default=2)
    given = asked.parse_args()
    if given.guided:
        return guided(given.guided, given.seconds)
    if given.one:
        print(json.dumps(run_one(given.one, given.inputs, given.seed)))
        return 0
    return run_all(given.inputs, given.seed)


def run_all(inputs: int, chosen: int) -> int:
    """Every reader, two at a time; 1 if an input failed."""
    from tests.fuzz.targets import targets

    known = targets()
    whole = sum(one.share for one in known.values())
    shares = {name: inputs * one.share // whole for name, one in known.items()}

    def ask(name: str) -> dict[str, object]:
        command = [sys.executable, __file__, str(shares[name]), "--one", name, "--seed", str(chosen)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        found = {"name": name, "failed": 1}
        if done.returncode == 0:
            found = json.loads(done.stdout.splitlines()[-1])
        print(found, flush=True)
        return found

    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        # The longest first, so that no core waits for one at the end; the table keeps its own order.
        asked = {name: pool.submit(ask, name) for name in sorted(known, key=lambda name: -shares[name])}
    results = [asked[name].result() for name in known]
    write(results)
    return int(any(one["failed"] for one in results))


def write(results: list[dict[str, object]]) -> None:
    """The table."""
    lines = [
        "# Fuzz",
        "",
        "Written by benchmarks/fuzz.py, which says what is done. Slowest is one input's time on the processor; peak is",
        "of the whole process with what it has loaded. An input fails that raises anything but the desk's own errors,",
        "or takes a second.",
        "",
        "| reader | inputs | read | refused with words | failed | slowest ms | peak MiB |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in results:
        cells = [one.get(name, 0) for name in ("inputs", "read", "refused", "failed", "slowest", "peak")]
        lines.append(f"| {one['name']} | " + " | ".join(f"{cell:,.0f}" for cell in cells) + " |")  # type: ignore[str-format]
    names = ("inputs", "read", "refused", "failed")
    total = [sum(int(str(one.get(name, 0))) for one in results) for name in names]
    lines.append("| all | " + " | ".join(f"{cell:,}" for cell in total) + " | | |")
    (ROOT / "benchmarks" / "fuzz.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
