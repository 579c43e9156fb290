# The tree of lit tests. Run one folder with:  lit-22 -sv --filter passes/autodiff build/test
import os

import lit.formats

config.name = "heddle"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".heddle", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(__file__)
config.environment["PATH"] = os.pathsep.join(
    [config.bin_dir, config.llvm_tools_dir, os.environ["PATH"]]
)

# %heddle is a prefix of the others, so the longer names come first.
for tool in ["heddle-opt", "heddle-run", "heddle-corpus", "heddle"]:
    config.substitutions.append((f"%{tool}\\b(?!-)", os.path.join(config.bin_dir, tool)))
config.substitutions.append(("%models", os.path.join(config.source_root, "models")))
config.substitutions.append(("%source", config.source_root))
