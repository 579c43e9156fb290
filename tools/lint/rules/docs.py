"""Every op, pass and attribute is documented, and every pass has its file, flag and lit test under one name."""
import json
import re
import shutil
import subprocess

from tree import Finding

TBLGEN = shutil.which("llvm-tblgen-22") or "/usr/lib/llvm-22/bin/llvm-tblgen"
MLIR_INCLUDE = "/usr/lib/llvm-22/include"


def records(tree, file):
    command = [TBLGEN, "--dump-json", "-I", ".", "-I", str(file.parent), "-I", MLIR_INCLUDE, str(file)]
    result = subprocess.run(command, cwd=tree.root, capture_output=True, text=True)
    return json.loads(result.stdout) if result.returncode == 0 else None


def line_of(tree, file, text):
    return next((i for i, line in enumerate(tree.lines(file), 1) if text in line), 1)


def documented(tree, file, data, kind):
    for name in data["!instanceof"].get(kind, []):
        record = data[name]
        line = line_of(tree, file, f"def {name}")
        if not (record.get("summary") or "").strip():
            yield Finding(file, line, f"{name} has no summary")
        if not (record.get("description") or "").strip():
            yield Finding(file, line, f"{name} has no description")


def kebab(flag):
    return flag.removeprefix("heddle-")


def named(tree, file, data):
    """File, class, flag, DEBUG_TYPE and test share one name."""
    stage = file.parent.name
    for name in data["!instanceof"].get("PassBase", []):
        flag = data[name]["argument"]
        stem = name.removesuffix("Pass")
        line = line_of(tree, file, f"def {name}")
        source = file.parent / f"{stem}.cpp"
        expected = "heddle-" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", stem).lower()
        if flag != expected:
            yield Finding(file, line, f"the flag of {name} is {flag}; its name says {expected}")
        if source not in tree.files:
            yield Finding(file, line, f"{name} should be in {source}")
        elif not any(re.match(rf'#define DEBUG_TYPE "{flag}"', text) for text in tree.lines(source)):
            yield Finding(source, 1, f'missing: #define DEBUG_TYPE "{flag}"')
        test = f"test/passes/{stage}/{kebab(flag)}.mlir"
        # A verifier may have nothing to show but its errors.
        if not any(f.as_posix() in (test, test.replace(".mlir", "-errors.mlir")) for f in tree.files):
            yield Finding(file, line, f"{name} has no test {test}")


def check(tree):
    for file in tree.files:
        passes = file.name == "Passes.td"
        ops = file.parts[0] == "dialects" and file.name.endswith("Ops.td")
        if not passes and not ops:
            continue
        data = records(tree, file)
        if data is None:
            yield Finding(file, 1, "llvm-tblgen does not accept this file")
            continue
        yield from documented(tree, file, data, "PassBase" if passes else "Op")
        if passes:
            yield from named(tree, file, data)
