#!/usr/bin/env python3
"""Token for token the same as tiktoken and Hugging Face's tokenizers: texts, and random Unicode strings.

    VENV/bin/python tools/bench/tokenizer_peers.py --strings 1000000 [TEXT...] r50k_base.tiktoken cl100k_base.tiktoken o200k_base.tiktoken

Needs a virtual environment with tiktoken, tokenizers and numpy. `heddle-corpus encode` writes a token file of all documents (texts in
pieces of 8,192 characters), the peers encode the same documents one by one. Hugging Face reads the tokenizer.json that `encode` put
into its token file, so that file is checked too. Prints what differs; exit status 1 if anything does.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import numpy
import tiktoken
import tiktoken_ext.openai_public as public
import tokenizers
from tiktoken.load import load_tiktoken_bpe

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "build/bin/heddle-corpus"
# Where rules of the patterns meet: contractions, spaces of all kinds, line ends, digits, marks, case that folds oddly.
PARTS = ["the", "The", "THE", "don't", "'s", "'LL", "'\u017f", "\u017f", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2003", "\u3000",
         "a", "B", "\u00e9", "\u0416", "\u4e2d", "\u01c5", "\u02b0", "\u0301", "\u00aa", "\u0130", "\u00df", "1", "\u00b2", "\u2167",
         "/", "_", "-", ".", "!", "\U0001f642", "\u200d", "\x00", "\x7f", "<|", "|>", "<|endoftext|>"]
ALPHABETS = ["ab", "abcdefghijklmnopqrstuvwxyz", "etaoin", "=-*#"]


def unicode_string(rng, end, most):
    return "".join(chr(c) for c in (rng.randrange(end) for _ in range(rng.randint(1, most))) if not 0xD800 <= c < 0xE000)


def random_string(rng):
    kind = rng.random()
    if kind < 0.5:
        return "".join(rng.choice(PARTS) for _ in range(rng.randint(1, 24)))
    if kind < 0.7:
        return unicode_string(rng, 0x110000, 20)
    if kind < 0.9:
        return unicode_string(rng, 0x3000, 40)
    alphabet = rng.choice(ALPHABETS)
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(49, 300)))


def documents(args):
    """All pieces of the texts, then the random strings."""
    for path in args.texts:
        text = pathlib.Path(path).read_text(errors="replace")
        yield from (text[i:i + 8192] for i in range(0, len(text), 8192))
    rng = random.Random(args.seed)
    for _ in range(args.strings):
        yield random_string(rng) or "x"


def encode(args, vocabulary, folder):
    """Tokens of each document by heddle-corpus, and the tokenizer.json it wrote."""
    source, out = folder / "documents.jsonl", folder / "documents.tokens"
    with open(source, "w") as file:
        for text in documents(args):
            file.write(json.dumps({"text": text}) + "\n")
    subprocess.run([TOOL, "encode", "--tokenizer", vocabulary, "--out", out, source], check=True, stderr=subprocess.DEVNULL)
    data = numpy.memmap(out, dtype=numpy.uint8, mode="r")
    width = int(data[12:16].view("<u4")[0])
    tokens, count, _, _, _, end, tokenizer = (int(n) for n in data[16:72].view("<u8"))
    at = 128 + (tokens * width + 7) // 8 * 8
    ids = data[128:128 + tokens * width].view(f"<u{width}")
    starts = data[at:at + 8 * count].view("<u8")
    (folder / "tokenizer.json").write_bytes(bytes(data[at + 8 * count:at + 8 * count + tokenizer]))
    return ids, numpy.append(starts.astype(numpy.int64), tokens), end, folder / "tokenizer.json"


def pattern_of(vocabulary):
    """tiktoken's own pattern for the file."""
    name = {"r50k": "r50k_base", "cl10": "cl100k_base", "o200": "o200k_base"}[pathlib.Path(vocabulary).name[:4]]
    kept = public.load_tiktoken_bpe
    public.load_tiktoken_bpe = lambda *args, **options: {b"!": 0}  # the ranks would be downloaded
    public.data_gym_to_mergeable_bpe_ranks = public.load_tiktoken_bpe
    try:
        return getattr(public, name)()["pat_str"]
    finally:
        public.load_tiktoken_bpe = kept


def compare(args, vocabulary, folder):
    ids, starts, end, tokenizer = encode(args, vocabulary, folder)
    own = tiktoken.Encoding("own", pat_str=pattern_of(vocabulary), mergeable_ranks=load_tiktoken_bpe(str(vocabulary)), special_tokens={})
    hugging = tokenizers.Tokenizer.from_file(str(tokenizer))
    hugging.encode_special_tokens = True
    count, differing, characters = 0, {"tiktoken": 0, "tokenizers": 0}, 0
    for i, text in enumerate(documents(args)):
        got = ids[starts[i]:starts[i + 1]].tolist()
        if got and got[-1] == end:
            got.pop()
        for peer, want in ("tiktoken", own.encode_ordinary(text)), ("tokenizers", hugging.encode(text, add_special_tokens=False).ids):
            if got != want:
                differing[peer] += 1
                if differing[peer] <= 3:
                    print(f"{peer} differs: {text[:200]!r}\n  ours {got[:40]}\n  its  {want[:40]}")
        count, characters = i + 1, characters + len(text)
    assert count == len(starts) - 1, "not every document has tokens"
    print(f"{pathlib.Path(vocabulary).name}: {count:,} documents, {characters:,} characters, {len(ids):,} tokens; "
          f"{differing['tiktoken']} documents differ from tiktoken {tiktoken.__version__}, "
          f"{differing['tokenizers']} from tokenizers {tokenizers.__version__}", flush=True)
    return sum(differing.values()) == 0


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("files", nargs="+", help="texts and vocabularies (.tiktoken)")
parser.add_argument("--strings", type=int, default=1_000_000, help="how many random strings")
parser.add_argument("--seed", type=int, default=7, help="of the random strings")
args = parser.parse_args()
args.texts = [file for file in args.files if not file.endswith(".tiktoken")]
os.environ["TOKENIZERS_PARALLELISM"] = "false"
with tempfile.TemporaryDirectory() as folder:
    good = [compare(args, file, pathlib.Path(folder)) for file in args.files if file.endswith(".tiktoken")]
sys.exit(0 if all(good) else 1)
