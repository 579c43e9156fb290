"""Files and functions stay small enough to read: warn at 300 and 40 lines, fail at 600 and 80."""
import re

from tree import Finding

FILE_WARN, FILE_FAIL = 300, 600
FUNCTION_WARN, FUNCTION_FAIL = 40, 80

# name -> reason. A file, or `file:function`.
EXEMPT = {
    "dialects/graph/GraphOps.td": "declarations with their documentation; one op after the other",
}

NOT_A_FUNCTION = re.compile(
    r"\s*(namespace|class|struct|enum|union|extern|if|for|while|switch|do|else|try|return|case|default"
    r"|public|private|protected)\b")
NAME = re.compile(r"([~\w]+(?:::[~\w]+)*)\s*\(")


def indent(line):
    return len(line) - len(line.lstrip())


def functions(lines):
    """(name, first line, lines) of each function of a clang-formatted file: its closing brace stands alone at the
    indentation of the line it begins on."""
    for end, line in enumerate(lines):
        if line.strip() != "}" or indent(line) not in (0, 2):
            continue
        depth = indent(line)
        for begin in range(end - 1, -1, -1):
            text = lines[begin]
            if text.strip() and indent(text) <= depth and not text.startswith("#"):
                break
        else:
            continue
        if NOT_A_FUNCTION.match(lines[begin]) or lines[begin].lstrip().startswith(("}", "//")):
            continue
        match = NAME.search(" ".join(lines[begin:begin + 3]))
        if match:
            yield match.group(1), begin + 1, end - begin + 1


def check(tree):
    for file in tree.code():
        lines = tree.lines(file)
        if len(lines) > FILE_WARN and file.as_posix() not in EXEMPT:
            yield Finding(file, 1, f"{len(lines)} lines; split it by idea (limit {FILE_FAIL})",
                          warning=len(lines) <= FILE_FAIL)
        if file.suffix not in (".cpp", ".h"):
            continue
        for name, line, length in functions(lines):
            if length > FUNCTION_WARN and f"{file.as_posix()}:{name}" not in EXEMPT:
                yield Finding(file, line, f"{name} has {length} lines; name its parts (limit {FUNCTION_FAIL})",
                              warning=length <= FUNCTION_FAIL)
