#!/usr/bin/env python3
"""Time to compile GPT-3 175B for 1,024 devices, and what more layers and more micro-batches cost. The cases run in turns, so that all see
the same machine.

    tools/bench/compile.py [--rounds 20] [--bin build/bin]
"""
import argparse
import os
import pathlib
import statistics
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MESH = ["--dp", "16", "--tp", "8", "--pp", "8", "--schedule", "1f1b"]
# (layers, micro-batches), and what the whole model is compared with.
WHOLE, SHALLOW, FEW = (96, 64), (32, 64), (96, 8)


def measure(command):
    """Wall and processor time in ms, peak resident memory in MB."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, devnull, 2)])
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    os.close(devnull)
    if status != 0:
        raise SystemExit(f"compile.py: {' '.join(command)} failed")
    return 1e3 * wall, 1e3 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024


def command(args, program, layers, micro_batches):
    return [str(args.bin / "heddle"), "compile", str(ROOT / "models/gpt3_175b.heddle"), "--cluster",
            str(ROOT / "models/clusters/h100x1024.textproto"), *MESH, "--micro-batches", str(micro_batches),
            "--set", f"layers={layers}", "-o", program]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/bin")
    args = parser.parse_args()
    runs = {WHOLE: [], SHALLOW: [], FEW: []}
    with tempfile.TemporaryDirectory() as folder:
        program = f"{folder}/program.hdx"
        for _ in range(args.rounds):
            for case in runs:
                runs[case].append(measure(command(args, program, *case)))
    print(f"{'':32}  wall ms: least  median   processor ms: least  median   memory MB")
    for (layers, micro_batches), measured in runs.items():
        wall, processor, memory = zip(*measured)
        print(f"{layers:3} layers, {micro_batches:2} micro-batches     {min(wall):19.0f} {statistics.median(wall):7.0f}"
              f" {min(processor):21.0f} {statistics.median(processor):7.0f} {max(memory):11.0f}")
    for name, case in (("32 to 96 layers", SHALLOW), ("8 to 64 micro-batches", FEW)):
        ratios = [pick(run[i] for run in runs[WHOLE]) / pick(run[i] for run in runs[case])
                  for i in (0, 1) for pick in (min, statistics.median)]
        print(f"{name:28}  {ratios[0]:19.2f} {ratios[1]:7.2f} {ratios[2]:21.2f} {ratios[3]:7.2f}")


if __name__ == "__main__":
    main()
