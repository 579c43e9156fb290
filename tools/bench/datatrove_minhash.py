#!/usr/bin/env python3
"""Signatures of near-duplicates by datatrove and by heddle-bench-corpus, over the same documents.

    python datatrove_minhash.py build/bin/heddle-bench-corpus FILES... [--megabytes 2]

datatrove (0.10, in the Python that runs this) makes 14 x 8 hashes of SHA-1 of word 5-grams (as FineWeb was made), as `heddle-bench-corpus minhash` does. Its time is
told apart: words and shingles (Python and its word tokenizer), and the hash functions (numpy). Processor time of one core.
"""
import argparse
import subprocess
import tempfile
import time

from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
from datatrove.utils.hashing import HashConfig

DOCUMENT_BYTES = 4000


def documents(text):
    """As heddle-bench-corpus cuts them: about 4 KB, at the ends of lines."""
    begin = 0
    while begin < len(text):
        end = text.find(b"\n", min(begin + DOCUMENT_BYTES, len(text)))
        end = len(text) if end < 0 else end
        yield text[begin:end].decode(errors="replace")
        begin = end + 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--megabytes", type=float, default=2)
    arguments = parser.parse_args()
    text = b"".join(open(file, "rb").read() for file in arguments.files)[: int(arguments.megabytes * 1e6)]
    with tempfile.TemporaryDirectory() as folder:
        peer = MinhashDedupSignature(folder, MinhashConfig(hash_config=HashConfig(hash_fc="sha1")))
        texts = list(documents(text))
        begin = time.process_time()
        shingles = [peer.get_shingles(document) for document in texts]
        middle = time.process_time()
        for found in shingles:
            if found.size:
                peer.get_signature(found)
        end = time.process_time()
        for name, seconds in (("shingles", middle - begin), ("hash functions", end - middle), ("signatures", end - begin)):
            print(f"datatrove {name:14} {len(text) / seconds / 1e6:8.2f} MB/s", flush=True)
        with open(f"{folder}/text", "wb") as file:
            file.write(text)
        subprocess.run([arguments.bench, "minhash", f"{folder}/text"], check=True)


if __name__ == "__main__":
    main()
