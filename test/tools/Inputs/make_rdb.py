"""Writes two R lazy-load files: one of two character vectors, one of an integer vector."""
import struct
import sys
import zlib


def thing(kind, count, body):
    serialised = b"X\n" + struct.pack(">IIII", 3, 0x40201, 0x30500, 5) + b"UTF-8" + struct.pack(">II", kind, count) + body
    return struct.pack(">I", len(serialised)) + zlib.compress(serialised)


def strings(*lines):
    encoded = [line.encode() for line in lines]
    return thing(16, len(lines), b"".join(struct.pack(">II", 0x40009, len(line)) + line for line in encoded))


with open(sys.argv[1], "wb") as file:
    file.write(strings("EMMA", "", "", "She was the _youngest_,", "  and the", "", "£ 100.") + strings("PERSUASION"))
with open(sys.argv[2], "wb") as file:
    file.write(thing(13, 1, struct.pack(">I", 7)))
