"""Who may include whom (docs/architecture.md): the data flows one way."""
import re

from tree import Finding

RUNTIME = ["base", "program", "device", "host", "comm", "executor", "data", "checkpoint", "metrics"]
IR = ["dialects/graph", "dialects/dist", "dialects/exec"]
SHARED = IR + ["passes/analysis"]

# folder -> what it may include beside itself. The first match counts; a stage is any other folder of passes/.
ALLOWED = [
    ("dialects/graph", []),
    ("dialects/dist", ["dialects/graph"]),
    ("dialects/exec", ["dialects/graph", "dialects/dist"]),
    ("frontend", ["dialects/graph"]),
    ("interpreter", ["dialects/graph"]),
    ("passes/analysis", IR),
    ("passes/emit", SHARED + ["runtime/program"]),
] + [
    # A runtime folder sees the folders before it in the order of its dependencies.
    (f"runtime/{name}", [f"runtime/{earlier}" for earlier in RUNTIME[:i]])
    for i, name in enumerate(RUNTIME)
]

# (file, what it may also include, why)
EXCEPTIONS = [
    ("passes/schedule/BuildSegments.cpp", "runtime/program/Attention.h",
     "sizes of attention's statistics and scratch are part of the program format, stated once"),
    ("interpreter/Philox.h", "runtime/base/Philox.h",
     "a published function, one header of standard C++: data order and initialisers need the same"),
]

EVERYTHING = ("tools/", "test/", "cmake/")
INCLUDE = re.compile(r'^\s*#include\s+[<"]([^>"]+)[>"]|^include "([^"]+)"')


def allowed(file):
    """The prefixes that `file` may include, or None if anything goes."""
    path = file.as_posix()
    if path.startswith(EVERYTHING):
        return None
    if file.parent.as_posix() == "passes":
        return ["passes/"] + IR
    for folder, others in ALLOWED:
        if path.startswith(folder + "/"):
            return [folder] + others
    if path.startswith("passes/"):
        return ["/".join(file.parts[:2])] + SHARED
    return None


OURS = ("dialects/", "frontend/", "interpreter/", "passes/", "runtime/", "tools/", "test/", "verify/")


def check(tree):
    for file in tree.code():
        prefixes = allowed(file)
        if prefixes is None:
            continue
        extra = [prefix for name, prefix, _ in EXCEPTIONS if name == file.as_posix()]
        for number, line in enumerate(tree.lines(file), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            included = match.group(1) or match.group(2)
            if file.parts[0] == "runtime" and included.startswith(("mlir/", "llvm/", "lld/", "clang/")):
                yield Finding(file, number, f"the runtime never includes {included}: it runs without LLVM")
            elif (included.startswith(OURS) and included not in extra
                  and not included.startswith(tuple(p.rstrip("/") + "/" for p in prefixes))):
                yield Finding(file, number, f"{included} is outside of what this folder may include: "
                              + ", ".join(prefixes))
