#!/usr/bin/env python3
"""Texts to tokens side by side: heddle, tiktoken and Hugging Face's tokenizers, with one vocabulary.

    tools/bench/tokenizer.py --python VENV/bin/python --tokenizer cl100k_base.tiktoken --pattern cl100k TEXT... [--rounds 3]

Needs a virtual environment with tiktoken and tokenizers. One thread on one core; times are of the processor, so that a busy machine
disturbs less. The contenders take turns on each text. Prints the medians in MB/s, a million letters "a" in milliseconds, 16,384 tokens
learned from the first 20 MB of the texts in seconds, and reads out of a token file per second. docs/performance.md holds the figures.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRIVER = ROOT / "build/bin/heddle-bench-tokenizer"
PEERS = ["tiktoken", "tokenizers"]
# As tiktoken 0.14 has them.
PATTERNS = {
    "gpt2": r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s""",
    "cl100k": r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s""",
}


def encoder(peer, tokenizer, pattern):
    if peer == "tiktoken":
        import tiktoken
        from tiktoken.load import load_tiktoken_bpe
        ranks = load_tiktoken_bpe(tokenizer)
        return tiktoken.Encoding("own", pat_str=PATTERNS[pattern], mergeable_ranks=ranks, special_tokens={}).encode_ordinary
    from tokenizers import Tokenizer
    own = Tokenizer.from_file(tokenizer)
    # A whole text at once takes it more memory than a machine has.
    return lambda text: sum((len(own.encode(text[i:i + 1_000_000]).ids) for i in range(0, len(text), 1_000_000)), 0)


def serve(args):
    """Runs in the virtual environment: a path per line in, the seconds it took out."""
    encode = encoder(args.serve, args.tokenizer, args.pattern)
    print("ready", flush=True)
    for path in sys.stdin:
        text = pathlib.Path(path.strip()).read_text(errors="replace")
        begin = time.process_time()
        encode(text)
        print(time.process_time() - begin, flush=True)


def learn(args):
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    own = Tokenizer(models.BPE())
    own.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    text = pathlib.Path(args.learn).read_text(errors="replace")
    trainer = trainers.BpeTrainer(vocab_size=16384, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    begin = time.process_time()
    own.train_from_iterator((text[i:i + 100_000] for i in range(0, len(text), 100_000)), trainer)
    print(time.process_time() - begin)


def pinned(args, command):
    return ["taskset", "-c", str(args.core)] + [str(part) for part in command]


def environment():
    return {**os.environ, "RAYON_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


def driver(args, *command):
    done = subprocess.run(pinned(args, [DRIVER, *command]), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


class Peer:
    def __init__(self, args, name):
        tokenizer = args.tokenizer if name == "tiktoken" else args.json
        self.process = subprocess.Popen(
            pinned(args, [args.python, __file__, "--serve", name, "--tokenizer", tokenizer, "--pattern", args.pattern]),
            env=environment(), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout.readline() == "ready\n", f"{name} did not start"

    def seconds(self, path):
        print(path, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())


def encode_all(args, peers, path):
    times = {"heddle, cold": [], "heddle, warm": [], **{name: [] for name in peers}}
    megabytes = os.path.getsize(path) / 1e6
    for _ in range(args.rounds):
        own = driver(args, "encode", args.tokenizer, path)
        times["heddle, cold"].append(own["cold"])
        times["heddle, warm"].append(own["warm"])
        for name, peer in peers.items():
            times[name].append(megabytes / peer.seconds(path))
    return {name: statistics.median(values) for name, values in times.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--tokenizer", required=True, help="a .tiktoken file")
    parser.add_argument("--json", help="the same as a tokenizer.json, for Hugging Face's library")
    parser.add_argument("--pattern", choices=PATTERNS, default="gpt2")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--learn", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        return serve(args)
    if args.learn:
        return learn(args)
    peers = {name: Peer(args, name) for name in PEERS if name == "tiktoken" or args.json}
    for path in args.texts:
        rates = encode_all(args, peers, path)
        print(f"{path}: " + ", ".join(f"{name} {rate:.1f} MB/s" for name, rate in rates.items()), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        letters = pathlib.Path(folder, "letters")
        letters.write_text("a" * 1_000_000)
        print(f"a million letters 'a': heddle {1000 / driver(args, 'encode', args.tokenizer, letters)['warm']:.0f} ms")
        sample = pathlib.Path(folder, "sample")
        sample.write_bytes(b"".join(pathlib.Path(path).read_bytes() for path in args.texts)[:20_000_000])
        own = driver(args, "train", 16384, sample)
        print(f"{own['merges']} merges from {own['bytes']} bytes: heddle {own['seconds']:.2f} s", flush=True)
        other = subprocess.run(pinned(args, [args.python, __file__, "--learn", sample, "--tokenizer", "-"]), env=environment(),
                               capture_output=True, text=True, check=True)
        print(f"  tokenizers {float(other.stdout):.2f} s")
    access = driver(args, "access", args.tokenizer, args.texts[-1])
    print("a token file of the last text: " + ", ".join(f"{name} {value:.3g}" for name, value in access.items() if name != "sum"))
    return None


if __name__ == "__main__":
    main()
