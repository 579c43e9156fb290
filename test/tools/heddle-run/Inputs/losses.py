"""Prints the step and the loss of each step of a metrics log, all digits."""
import json
import sys

for line in open(sys.argv[1]):
    record = json.loads(line)
    if "loss" in record:
        print(record["step"], repr(record["loss"]))
