"""clang-format 22 would change nothing."""
import re
import shutil
import subprocess

from tree import Finding


def check(tree):
    tool = shutil.which("clang-format-22")
    if not tool:
        yield Finding("tools/lint", 1, "clang-format-22 is not installed")
        return
    command = [tool, "--dry-run"] + [str(f) for f in tree.sources()]
    result = subprocess.run(command, cwd=tree.root, capture_output=True, text=True)
    seen = set()
    for line in result.stderr.splitlines():
        match = re.match(r"(.+?):(\d+):\d+: warning: code should be", line)
        if match and match.group(1) not in seen:
            seen.add(match.group(1))
            yield Finding(match.group(1), int(match.group(2)), "run clang-format-22 -i on this file")
