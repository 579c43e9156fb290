#!/usr/bin/env python3
"""One training step of GPT-2 124M side by side: this compiler, PyTorch, and the floor of the machine.

    tools/bench/step.py --python VENV/bin/python [--rounds 5] [--steps 4] [--core 1]

One thread on one core, f32, batch 4 x 64. The contenders take turns, so that a change of the machine's speed meets all of them.
Prints the median step of each and the ratios; docs/performance.md holds the figures.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SINGLE = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
VARIANTS = ["eager", "fused", "compile"]


def pinned(args, command):
    return ["taskset", "-c", str(args.core)] + [str(part) for part in command]


def environment():
    return {**os.environ, **SINGLE}


class Torch:
    def __init__(self, args):
        command = pinned(args, [args.python, ROOT / "tools/bench/torch_gpt2.py", "--serve",
                                "--batch", args.batch, "--seq", args.seq])
        self.process = subprocess.Popen(command, env=environment(), text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.version = json.loads(self.process.stdout.readline())["torch"]

    def times(self, variant, steps):
        print(variant, steps, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"PyTorch died in variant {variant}; run tools/bench/torch_gpt2.py --variant {variant}")
        return json.loads(line)


class Heddle:
    """Runs of `heddle-bench`, which prints one JSON object."""

    def __init__(self, args, folder):
        self.args = args
        self.program = folder / "gpt2.hdx"
        subprocess.run([args.bin / "heddle", "compile", ROOT / "models/gpt2_124m.heddle", "--set", "vocab=50304",
                        "--set", f"seq={args.seq}", "--set", f"train.batch={args.batch}", "-o", self.program], check=True)

    def bench(self, steps):
        command = pinned(self.args, [self.args.bin / "heddle-bench", self.program, "--steps", steps,
                                     "--token-range", 50304])
        return json.loads(subprocess.run(command, env=environment(), text=True, check=True,
                                         capture_output=True).stdout)

    def times(self, steps):
        return self.bench(steps)["step_ms"]

    def profile(self, steps):
        """Milliseconds of a step by kind of instruction."""
        rank = self.bench(steps)["ranks"][0]
        kinds = {name: value["ms"] for name, value in rank.items() if isinstance(value, dict)}
        return {name: ms for name, ms in sorted(kinds.items(), key=lambda item: -item[1]) if ms > 0}


def floor(args):
    command = pinned(args, [args.bin / "heddle-probe", "--tokens", args.batch * args.seq])
    return json.loads(subprocess.run(command, env=environment(), text=True, check=True,
                                     capture_output=True).stdout)


def measure(args, heddle, torch):
    times = {"heddle": [], "floor": []}
    times.update({variant: [] for variant in (VARIANTS if torch else [])})
    for number in range(args.rounds):
        times["floor"].append(floor(args)["floor_ms"])
        times["heddle"] += heddle.times(args.steps)
        for variant in VARIANTS if torch else []:
            times[variant] += torch.times(variant, args.steps)
        print(f"round {number + 1} of {args.rounds}", file=sys.stderr)
    return times


def report(times, torch):
    medians = {name: statistics.median(values) for name, values in times.items()}
    ours = medians["heddle"]
    names = {"heddle": "heddle", "floor": "floor", "eager": "PyTorch eager", "fused": "PyTorch, fused AdamW",
             "compile": "PyTorch, torch.compile"}
    print("| contender | median ms | min ms | heddle is faster by |\n|---|---|---|---|")
    for name, median in medians.items():
        print(f"| {names[name]} | {median:.0f} | {min(times[name]):.0f} | {median / ours:.2f} |")
    if torch:
        best = min(medians[v] for v in VARIANTS)
        print(f"\nPyTorch {torch.version}. Best PyTorch / heddle: {best / ours:.2f} (goal 1.05).")
    print(f"Floor / heddle: {100 * medians['floor'] / ours:.0f} % (goal 80 %).")


def report_profile(profile):
    total = sum(profile.values())
    print("\n| where our step goes | ms | share |\n|---|---|---|")
    for name, ms in profile.items():
        print(f"| {name} | {ms:.1f} | {100 * ms / total:.1f} % |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", help="a Python that has PyTorch; without it only heddle and the floor run")
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/bin")
    for name, value in dict(rounds=5, steps=4, core=1, batch=4, seq=64).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        heddle = Heddle(args, pathlib.Path(folder))
        torch = Torch(args) if args.python else None
        report(measure(args, heddle, torch), torch)
        report_profile(heddle.profile(args.steps))


main()
