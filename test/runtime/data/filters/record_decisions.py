#!/usr/bin/env python3
"""Records what datatrove's filters decide on documents, as the cases of DatatroveTest.

    python record_decisions.py > decisions.jsonl        (needs: pip install "datatrove[processing]" spacy)

A document is a list of parts that are put together: [offset, bytes] is a piece of genesis.txt (King James Bible), text is itself. Many documents are
made, most of them near a threshold; some of each decision are kept. A decision is the field of curation.proto that removes the document, or "".
"""
import collections
import json
import pathlib
import random
import warnings
import zlib

from datatrove.data import Document
from datatrove.pipeline.filters import C4QualityFilter, FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter
from loguru import logger

GENESIS = (pathlib.Path(__file__).parent / "genesis.txt").read_text()
VERSES = [(GENESIS.rfind("\n", 0, i) + 1, i) for i, c in enumerate(GENESIS) if c == "\n"]
KEPT_OF_EACH = 12

RULES = {
    "empty": "min_chars", "dup_para_frac": "max_duplicate_paragraphs", "dup_para_char_frac": "max_duplicate_paragraph_chars",
    "dup_line_frac": "max_duplicate_lines", "dup_line_char_frac": "max_duplicate_line_chars",
    **{f"top_{n}_gram": f"top_ngram(n={n})" for n in (2, 3, 4)}, **{f"duplicated_{n}_n_grams": f"duplicate_ngram(n={n})" for n in range(5, 11)},
    "gopher_short_doc": "min_words", "gopher_long_doc": "max_words", "gopher_below_avg_threshold": "min_mean_word_length",
    "gopher_above_avg_threshold": "max_mean_word_length", "gopher_too_many_hashes": "max_hashes_per_word",
    "gopher_too_many_ellipsis": "max_ellipses_per_word", "gopher_too_many_bullets": "max_bullet_lines",
    "gopher_too_many_end_ellipsis": "max_ellipsis_lines", "gopher_below_alpha_threshold": "min_alphabetic_words",
    "gopher_enough_stop_words": "min_stop_words", "line_punct_ratio": "min_punctuated_lines", "short_line_ratio": "max_short_lines",
    "char_dup_ratio": "max_duplicate_line_chars", "list_ratio": "max_newlines_per_word", "lorem_ipsum": "lorem_ipsum",
    "curly_bracket": "curly_bracket", "too_few_sentences": "min_sentences"}
FILTERS = {"gopher_repetition": GopherRepetitionFilter(), "gopher_quality": GopherQualityFilter(), "fineweb": FineWebQualityFilter(),
           "c4": C4QualityFilter(filter_no_terminal_punct=False), "c4_strict": C4QualityFilter()}
ODD_LINES = ["Please enable JavaScript to see it.", "This site uses cookies for that.", "Read our Privacy Policy and Terms of Use here.", "lorem ipsum dolor sit amet.", "f() { return 1 }",
             "And [1] he [23][edit] said [citation needed] so.", "[1] [2] [3]", "We [edit] it  [x] [12", " \t  ", "x" * 1000 + " is a word.", "x" * 1001 + " is none.", " one two three [1]  ", "Lorem  ipsum is not it.", "two words", "So be it...", "no end"]


class Maker:
    def __init__(self, seed):
        self.rng = random.Random(seed)

    def verse(self):
        begin, end = self.rng.choice(VERSES)
        begin = GENESIS.index(" ", begin) + 1  # behind its number
        return [begin, end - begin]

    def words(self, count):
        """So many words that follow each other."""
        begin, end = self.verse()[0], 0
        end = begin
        for _ in range(count):
            end = min(i for i in (GENESIS.find(" ", end + 1), GENESIS.find("\n", end + 1), len(GENESIS)) if i > 0)
        return [begin, end - begin]

    def lines(self, least, most):
        return [self.verse() if self.rng.random() < 0.6 else self.words(self.rng.randint(2, 12)) for _ in range(self.rng.randint(least, most))]

    def joined(self, parts, separator):
        return [item for part in parts for item in (*(part if part and isinstance(part[0], (list, str)) else [part]), separator)][:-1]

    def shuffled(self, parts):
        self.rng.shuffle(parts)
        return parts

    def repeated_lines(self):
        lines = self.lines(3, 14)
        return self.joined(self.shuffled(lines + self.rng.choices(lines, k=self.rng.randint(0, len(lines)))), self.rng.choice(["\n", "\n", "\n\n\n"]))

    def paragraphs(self):
        paragraphs = [self.joined(self.lines(1, 4), "\n") for _ in range(self.rng.randint(3, 8))]
        return self.joined(self.shuffled(paragraphs + self.rng.choices(paragraphs, k=self.rng.randint(0, 4))), "\n\n")

    def phrases(self):
        phrase = self.words(self.rng.choice([2, 2, 3, 4, 4]))
        parts = [self.words(self.rng.randint(1, 5)) for _ in range(self.rng.randint(20, 40))]
        return self.joined(self.shuffled(parts + [phrase] * self.rng.randint(3, 15)), " ")

    def passages(self):
        passage = self.words(self.rng.randint(5, 25))
        parts = [self.words(self.rng.randint(4, 20)) for _ in range(self.rng.randint(5, 14))]
        return self.joined(self.shuffled(parts + [passage] * self.rng.randint(1, 3)), self.rng.choice([" ", "\n"]))

    def numbers(self):
        words = [self.rng.choice(["0", "00", "1", "11", "111", "01", "10"]) for _ in range(self.rng.randint(40, 90))]
        return [" ".join(words), " ", self.words(60), " ", " ".join(words[self.rng.randint(0, 40):])]

    def bullets(self):
        share = self.rng.choice([0.8, 0.9, 1])
        return self.joined([[self.rng.choice(["- ", "• ", "  -", "\u3000• "]) if self.rng.random() < share else "* ", line] for line in self.lines(8, 16)], "\n")

    def ellipses(self):
        return self.joined([[line, self.rng.choice(["...", "…", "... ", "…\t"]) if self.rng.random() < 0.33 else "."] for line in self.lines(6, 14)], "\n")

    def symbols(self):
        share, marks = self.rng.uniform(0, 0.25), self.rng.choice([["#", "#tag", "##"], ["...", "…", "a...b", "...."], ["1914", "17,000", "3.14", "&"]])
        parts = [self.words(self.rng.randint(1, 4)) for _ in range(self.rng.randint(18, 30))]
        return self.joined([part if self.rng.random() > share * 3 else self.rng.choice(marks) for part in parts], " ")

    def lengths(self):
        words = self.rng.choice([["a", "I", "be", "&"], ["characteristically", "internationalisation"]])
        return self.joined([self.words(40), " ".join(self.rng.choices(words, k=self.rng.randint(30, 150)))], " ")

    def no_stop_words(self):
        words = "Adam knew Eve his wife she bare Cain said I gotten man from Lord again brother Abel was keeper sheep tiller ground".split()
        return [" ".join(self.rng.choices(words, k=60) + self.rng.choices(["the", "of", "The", "house"], k=2)) + "."]

    def word_counts(self):
        return [self.words(self.rng.randint(38, 60))]

    def short_lines(self):
        return self.joined([self.words(self.rng.choice([1, 2, 4, 6, 8, 12])) + [] for _ in range(self.rng.randint(6, 24))], "\n")

    def menus(self):
        return self.joined([self.rng.choice([self.words(self.rng.randint(1, 2)), self.verse()]) for _ in range(self.rng.randint(6, 30))], self.rng.choice(["\n", "\n\n", "\n\n\n\n"]))

    def odd_lines(self):
        lines = self.lines(2, 8) + self.rng.choices(ODD_LINES, k=self.rng.randint(1, 3))
        return self.joined(self.shuffled(lines), self.rng.choice(["\n", "\n", "\r\n", "\x0b", "\u2028", "\x85", "\r"]))

    def soup(self):
        pieces = [" ", "\n", "\n\n", "\t", "0", "1", ".", "a", "é", "\u3000", "word", " the ", " of ", "...", "-", "\r", "\x1c", "don't", "中", "。", "[1]", "!"]
        return ["".join(self.rng.choices(pieces, k=self.rng.randint(0, 120)))]


def text_of(parts):
    return "".join(part if isinstance(part, str) else GENESIS[part[0]:part[0] + part[1]] for part in parts)


def decide(name, text):
    document = Document(text=text, id="0")
    result = FILTERS[name].filter(document)
    if result is True:
        return "", document.text
    if name == "fineweb" and result[1] == "empty":
        return "fineweb.min_punctuated_lines", None
    return name.removesuffix("_strict") + "." + RULES[result[1]], None


def main():
    logger.remove()
    warnings.simplefilter("ignore")
    for name in ("c4", "c4_strict"):
        FILTERS[name].stat_update = lambda *_, **__: None
    maker, kept = Maker(0), collections.Counter()
    makers = [getattr(maker, name) for name in "repeated_lines paragraphs phrases passages numbers bullets ellipses symbols lengths no_stop_words word_counts short_lines menus odd_lines soup".split()]
    for i in range(6000):
        parts = makers[i % len(makers)]()
        text = text_of(parts)
        try:
            case = {"parts": parts}
            for name in FILTERS:
                case[name], new = decide(name, text)
                if new is not None and name.startswith("c4"):
                    case[name + "_text"] = [len(new.encode()), zlib.crc32(new.encode())]
        except ZeroDivisionError:  # datatrove divides by the number of words
            continue
        decisions = [(name, case[name]) for name in FILTERS]
        if any(kept[decision] < KEPT_OF_EACH for decision in decisions):
            kept.update(decisions)
            print(json.dumps(case, ensure_ascii=False))


if __name__ == "__main__":
    main()
