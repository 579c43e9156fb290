"""The files that the rules look at."""
import dataclasses
import functools
import pathlib
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


class Tree:
    """Tracked files, and untracked ones that git does not ignore, as paths relative to the root."""

    def __init__(self, root):
        self.root = root
        listed = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard"],
            capture_output=True, text=True, check=True).stdout
        self.files = sorted({pathlib.Path(line) for line in listed.splitlines()
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
