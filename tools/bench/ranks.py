#!/usr/bin/env python3
"""Two ranks on two cores against one rank at the same batch per rank: the throughput, and the share of a step outside of kernels,
products and messages.

    tools/bench/ranks.py [--model models/gpt2_124m.heddle] [--rounds 3] [--steps 4]
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def compile_program(args, folder, ranks):
    program = folder / f"{ranks}.hdx"
    settings = [f"train.batch={args.batch * ranks}", f"seq={args.seq}", *args.set]
    flags = [flag for setting in settings for flag in ("--set", setting)]
    subprocess.run([args.bin / "heddle", "compile", args.model, *flags, "--dp", str(ranks), "-o", program], check=True)
    return program


def bench(args, program, ranks):
    command = ["taskset", "-c", ",".join(map(str, range(ranks))), args.bin / "heddle-bench", program,
               "--steps", str(args.steps)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)


def dispatch_share(result):
    return max(rank["dispatch"]["ms"] / rank["ms"] for rank in result["ranks"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, default=ROOT / "models/gpt2_124m.heddle")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/bin")
    for name, value in dict(rounds=3, steps=4, batch=4, seq=64).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args()
    times, share = {1: [], 2: []}, {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        programs = {ranks: compile_program(args, pathlib.Path(folder), ranks) for ranks in times}
        for _ in range(args.rounds):
            for ranks, program in programs.items():
                result = bench(args, program, ranks)
                times[ranks] += result["step_ms"]
                share[ranks].append(dispatch_share(result))
    medians = {ranks: statistics.median(values) for ranks, values in times.items()}
    print("| ranks | median step, ms | tokens/s | dispatch |\n|---|---|---|---|")
    for ranks, ms in medians.items():
        tokens = args.batch * args.seq * ranks
        print(f"| {ranks} | {ms:.1f} | {1e3 * tokens / ms:.0f} | {100 * statistics.median(share[ranks]):.2f} % |")
    print(f"\nTwo ranks do {2 * medians[1] / medians[2]:.2f} times the work of one (goal 1.8); dispatch goal: under 1 %.")


main()
