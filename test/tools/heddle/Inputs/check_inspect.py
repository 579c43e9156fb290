"""Facts of `heddle inspect --json` that hold for every program."""
import json
import sys

program = json.load(open(sys.argv[1]))
summary, table, memory = program["summary"], program["table"], program["memory"]
assert list(program) == ["summary", "plan", "segments", "table", "kernels", "collectives", "memory"]
assert summary["mesh"]["ranks"] == 4 and summary["parameters"] > 0 and summary["flops_per_step"] > 0

segments = {segment["name"]: segment for segment in program["segments"]}
instructions = [i for s in program["segments"] for i in s["instructions"]]
assert any(i["location"] for i in instructions)
assert all(isinstance(i["operands"].get("m", 0), int) for i in instructions)

for stage, arena in zip(summary["stages"], memory["stages"]):
    assert sum(arena["classes"].values()) == arena["arena_bytes"] == stage["arena_bytes"]
    assert 0 < arena["peak_bytes"] <= arena["arena_bytes"]
    ends = [block["offset"] + block["slot_bytes"] * block["slots"] for block in arena["blocks"]]
    assert max(ends) <= arena["arena_bytes"]
    assert {block["entry"] for block in arena["blocks"]} == {"", "init", "train", "eval", "logits"}
    assert all(block["entry"] == "" for block in arena["blocks"] if block["class"] in ("parameter", "moment", "counter"))
    assert sum(b["bytes"] for b in arena["buckets"] if b["class"] == "parameter") == arena["classes"]["parameter"]

rows = table["stages"][0]["rows"]
assert len(rows) == summary["rows"]
for row in rows:
    assert len(row["bases"]) == len(segments[row["segment"]]["frames"])
work = {(slot["work"], slot["micro_batch"]) for slot in table["stages"][0]["slots"]}
assert work == {(w, m) for w in ("forward", "backward") for m in (0, 1)}, work
assert table["bubble"] == 0  # one stage never waits

for stage in program["collectives"]["stages"]:
    for use in stage["uses"]:
        assert use["bytes_per_step"] == use["bytes"] * use["times_per_step"]
    totals = stage["totals"]
    # ZeRO 1: what is scattered as gradients comes back as parameters.
    assert totals["dp reduce_scatter"]["bytes_per_step"] == totals["dp all_gather"]["bytes_per_step"]
    # Megatron-LM: four all-reduces of [batch, seq, embed] per layer and micro-batch, two of them backward.
    layers = [u for u in stage["uses"] if u["segment"] in ("segment.layers.fwd", "segment.layers.bwd")]
    batch, seq, embed, depth, micro_batches = 16 // (2 * 2), 32, 64, 4, 2
    assert sum(u["bytes_per_step"] for u in layers) == 4 * depth * micro_batches * batch * seq * embed * 4
