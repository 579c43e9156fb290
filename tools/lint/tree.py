"""The files that the rules look at."""
import dataclasses
import functools
import pathlib
import re
import subprocess

CODE = (".cpp", ".h", ".td", ".proto")
TEXT = CODE + (".md", ".py", ".txt", ".cmake", ".heddle", ".mlir", ".test", ".json", ".textproto", ".in", "")


@dataclasses.dataclass
class Finding:
    file: pathlib.Path
    line: int
    message: str
    warning: bool = False

    def __str__(self):
        kind = "warning" if self.warning else "error"
        return f"{self.file}:{self.line}: {kind}: {self.message}"


def tracked(root):
    """What git tracks, and what it neither tracks nor ignores. Who owns the checkout does not matter: it is only read."""
    return subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-co", "--exclude-standard"],
        capture_output=True, text=True, check=False).stdout.splitlines()


def unpacked(root):
    """The files of an unpacked archive, where git knows nothing: what .gitignore would leave."""
    for path in root.rglob("*"):
        parts = path.relative_to(root).parts
        ignored = re.match(r"(build|data|out)$|build-", parts[0]) or {".git", "__pycache__"} & set(parts)
        if not ignored:
            yield path.relative_to(root)


class Tree:
    """The files of a checkout or of an unpacked archive, as paths relative to the root."""

    def __init__(self, root):
        self.root = root
        self.files = sorted({pathlib.Path(line) for line in tracked(root) or unpacked(root)
                             if (root / line).is_file()})

    def code(self):
        return [f for f in self.files if f.suffix in CODE]

    def sources(self):
        return [f for f in self.files if f.suffix in (".cpp", ".h")]

    def text(self):
        return [f for f in self.files if f.suffix in TEXT]

    @functools.lru_cache(maxsize=None)
    def lines(self, file):
        return (self.root / file).read_text(errors="replace").splitlines()
