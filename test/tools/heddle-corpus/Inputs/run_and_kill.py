"""Runs a command again and again, killed with all its processes after random times, until it ends by itself: run_and_kill.py SEED COMMAND...

Fails if that end is an error. Prints how often it was killed.
"""
import os
import random
import signal
import subprocess
import sys

rng = random.Random(int(sys.argv[1]))
kills = 0
while True:
    process = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        status = process.wait(timeout=rng.uniform(0.01, 0.15))
        break
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
print(f"killed {kills} times, then exit status {status}")
sys.exit(status)
