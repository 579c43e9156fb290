"""Every stage folder has the same entries, and its post-condition runs last."""
from tree import Finding

NOT_STAGES = ("support", "analysis")
ENTRIES = ("Passes.td", "Passes.h", "Pipeline.cpp", "CMakeLists.txt")


def check(tree):
    stages = sorted({f.parts[1] for f in tree.files if f.parts[0] == "passes" and len(f.parts) > 2})
    for stage in stages:
        if stage in NOT_STAGES:
            continue
        names = {f.name for f in tree.files if f.parts[:2] == ("passes", stage)}
        folder = f"passes/{stage}"
        for entry in ENTRIES:
            if entry not in names:
                yield Finding(folder, 1, f"missing {entry}")
        if not any(n.startswith("Verify") and n.endswith(".cpp") for n in names):
            yield Finding(folder, 1, "missing Verify<Stage>.cpp, the post-condition")
