#!/usr/bin/env python3
"""Records what tiktoken makes of texts, as the cases of BpeTest: each of its three patterns and that of Llama 3 over the vocabulary of GPT-2.

    python record_tokens.py ENCODER_JSON > tokens.jsonl        (needs: pip install tiktoken; ENCODER_JSON is GPT-2's)
"""
import json
import pathlib
import random
import re
import sys

import tiktoken
import tiktoken_ext.openai_public as public
from tiktoken.load import data_gym_to_mergeable_bpe_ranks

HERE = pathlib.Path(__file__).parent
CHOICES = ["the", "The", "THE", "don't", "'s", "'LL", "'\u017f", "\u017f", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2003", "\u3000", "a", "B", "é", "Ж", "中",
           "ǅ", "ʰ", "\u0301", "ª", "İ", "ß", "1", "²", "Ⅷ", "/", "_", "-", ".", "!", "🙂", "\u200d", "\x00", "\x7f", "\U000323b0", "\U0001e5d0"]


LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def patterns():
    """The regular expressions, from tiktoken's own definitions, which would fetch the vocabularies as well."""
    text = pathlib.Path(public.__file__).read_text()
    cl100k = re.search(r'def cl100k_base.*?"pat_str": r"""(.*?)"""', text, re.S)[1]
    o200k = re.search(r'def o200k_base.*?"\|"\.join\((.*?)\n    \)', text, re.S)[1]
    return {"gpt2": public.r50k_pat_str, "cl100k": cl100k, "llama3": LLAMA3, "o200k": "|".join(eval(o200k.strip()))}


def texts():
    yield from ["", "Hello world", "a" * 300, " " * 100 + "x", "\n\n  \n  x", "x \n  ", "  \n\n", "x  ", "I'll WE'LL they'Re 'tis ''s", "12345 1a2b", "snake_case CamelCase HTTPServer",
                "naïve café Straße", "日本語のテキスト", "e\u0301\u0301 \u0301x", "a/b//c\n/", "://x.y?z=1&w=2", "\u2028x", "'\u017f \u017f'S"]
    rng = random.Random(0)
    for _ in range(400):
        yield "".join(rng.choice(CHOICES) for _ in range(rng.randint(1, 16)))
    for _ in range(60):  # pieces that are long enough for the other way of merging
        letters = rng.choice(["ab", "abcdefghijklmnopqrstuvwxyz", "etaoin", "=-*#"])
        yield "".join(rng.choice(letters) for _ in range(rng.randint(49, 400)))
    for _ in range(200):
        codes = (rng.randrange(0x110000) for _ in range(rng.randint(1, 12)))
        yield "".join(chr(code) for code in codes if not 0xD800 <= code < 0xE000)


def main():
    ranks = data_gym_to_mergeable_bpe_ranks(vocab_bpe_file=str(HERE / "gpt2/vocab.bpe"), encoder_json_file=sys.argv[1])
    encodings = {name: tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=ranks, special_tokens={}) for name, pattern in patterns().items()}
    for text in texts():
        print(json.dumps({"text": text, **{name: encoding.encode_ordinary(text) for name, encoding in encodings.items()}}))


if __name__ == "__main__":
    main()
