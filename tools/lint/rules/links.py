"""What the documentation points to exists: paths in backticks and links between pages."""
import re

from tree import Finding

FOLDERS = ("dialects/", "docs/", "frontend/", "interpreter/", "models/", "passes/", "runtime/", "test/", "tools/", "cmake/", "verify/")
PATH = re.compile(r"(?<![\w/.])((?:" + "|".join(FOLDERS) + r")[\w./-]*[\w/])(?![\w*<{])")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def exists(tree, path):
    return (tree.root / path).exists()


def check(tree):
    for file in tree.files:
        if file.suffix != ".md" or file.as_posix().startswith("docs/generated/"):
            continue
        for number, line in enumerate(tree.lines(file), 1):
            for path in PATH.findall(line):
                if not exists(tree, path):
                    yield Finding(file, number, f"there is no {path}")
            for link in LINK.findall(line):
                if not exists(tree, file.parent / link):
                    yield Finding(file, number, f"the link to {link} leads nowhere")
