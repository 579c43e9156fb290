#!/usr/bin/env python3
"""Records what datatrove (by spaCy) makes of texts, as the cases of WordSplitterTest and SentencesTest: words, and the number of sentences.

    python record_words.py > words.jsonl        (needs: pip install "datatrove[processing]" spacy)
"""
import json
import random

from datatrove.utils.text import split_into_sentences
from datatrove.utils.word_tokenizers import load_word_tokenizer

PIECES = """a b A U.S. S 1 23 5 km kg $ US$ C$ A$ % . .. ... … …… , : ; ! ? ( ) [ ] { } < > ' ’ " “ ” ` - -- --- – — —— ~ / \\ @ # & * ^ + = | _ ° C. F é É 中 日本 я Ж α 😀 © ™ www http://
https:// ftp:// example com .com .org co.uk mailto: foo@bar.com 127.0.0.1 8.8.8.8 10.1.2.3 172.16.0.1 192.168.0.1 255 256 :80 :123456 /path ?q=1 #top word Word WORD don't can't cannot I'm it's 's n't ’s 。 、 （ ） » «
½ ² ٣ 1.2 3,000 a.m. 8pm e.g. i.e. Mr. Dr. x ß İ \u0301 \u200b a\u0308 ﬁ क । ا ، 한 \U00020000 § € £ well-known and/or lower.Upper""".split()
SPACES = [" ", " ", " ", "  ", "\n", "\t", "\u00a0", "\u3000", "\u2028", "\x1c", "\x85"]
TEXTS = ["", " ", "Hello, world!", "Mr. O'Neill can't pay $5.00 (or 3km) at 8am.", "It ended. Then it began? Yes!  ...", "One.  \"Two.\"", "see http://a.example.com/x?y=(z) now.", "x" * 300 + ".", "(" * 50 + "a" + ")" * 50]


def texts(rules):
    yield from TEXTS
    rng = random.Random(0)
    for _ in range(900):
        count = rng.randint(1, 12 if rng.random() < 0.3 else 6)
        spaced = rng.random() < 0.5
        yield "".join(rng.choice(rules if rng.random() < 0.25 else PIECES) + (rng.choice(SPACES) if spaced and rng.random() < 0.4 else "") for _ in range(count))


def main():
    tokenizer = load_word_tokenizer("en")
    rules = sorted(rule for rule in tokenizer.tokenizer.tokenizer.rules if not rule.isspace())
    for text in texts(rules):
        case = {"text": text, "words": tokenizer.word_tokenize(text), "sentences": len(split_into_sentences(text))}
        print(json.dumps(case, ensure_ascii=False))


if __name__ == "__main__":
    main()
