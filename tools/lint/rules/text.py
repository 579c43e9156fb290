"""No open ends in committed text: no markers of unfinished work, no paths of one machine."""
import re

from tree import Finding

# Written apart so that this file passes its own rule.
RULES = [
    (re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b"),
     "marker of unfinished work: finish it, or make it a located error that says what is supported"),
    (re.compile(r"(?<![\w.])/(work|root|home)/\w"), "path of one machine"),
    (re.compile(r"[ \t]+$"), "white space at the end of the line"),
]
SKIP = ("LICENSE", "docs/generated/")


def check(tree):
    for file in tree.text():
        if file.as_posix().startswith(SKIP):
            continue
        for number, line in enumerate(tree.lines(file), 1):
            for pattern, message in RULES:
                if pattern.search(line):
                    yield Finding(file, number, message)
