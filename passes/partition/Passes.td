//===- Passes.td - the partition stage ------------------------------------===//

#ifndef HEDDLE_PASSES_PARTITION_PASSES_TD
#define HEDDLE_PASSES_PARTITION_PASSES_TD

include "mlir/Pass/PassBase.td"

def DecomposeCrossEntropyPass : Pass<"heddle-decompose-cross-entropy", "::mlir::ModuleOp"> {
  let summary = "Write cross entropy as reductions that can be split";
  let description = [{
    `loss = m + log(sum(exp(logits - m))) - logits[target]`, m = max(logits): two reductions and a pick over the vocabulary. Split by tp, their partial results are the
    three all-reduces of [batch, seq] of Megatron's vocabulary-parallel cross entropy.
  }];
  let dependentDialects = ["::heddle::graph::GraphDialect"];
}

def ResizeServingBatchPass : Pass<"heddle-resize-serving-batch", "::mlir::ModuleOp"> {
  let summary = "Give the logits entry a batch of its own: one sample per replica";
  let description = [{
    Clones the blocks of the `logits` entry as `@<block>.logits`, with batch = dp, and gives the entry and its blocks the rule `batch -> dp` (attribute `dist.rules` on the
    function): generation has no micro-batches.
  }];
  let dependentDialects = ["::heddle::dist::DistDialect"];
}

def DistributePass : Pass<"heddle-distribute", "::mlir::ModuleOp"> {
  let summary = "Give every tensor its layout and complete partial sums where an op needs it";
  let description = [{
    Splits follow from the axis rules, partial sums from the ops (dialects/dist/Sharding.h). Where an op cannot take a partial value, `dist.all_reduce` is inserted
    right before it. Blocks take complete arguments, but for gradients of what blocks make of parameters alone, which are sums over (dp, mb). What they return is complete, but for sums over dp, and sums over mb with all else that they are partial over. In entries, sums over micro-batches become `dist.accumulate`,
    and outputs are complete and gathered over tp.
  }];
  let dependentDialects = ["::heddle::dist::DistDialect"];
  let statistics = [Statistic<"numAllReduces", "all-reduces", "all-reduces inserted">];
}

def ElideReshardsPass : Pass<"heddle-elide-reshards", "::mlir::func::FuncOp"> {
  let summary = "Merge all-reduces";
  let description = [{
    Equal all-reduces of a value become one; a sum of all-reduced values becomes the all-reduce of the sum, so that the backward of query, key and value has one.
  }];
  let dependentDialects = ["::heddle::dist::DistDialect"];
  let statistics = [Statistic<"numMerged", "merged", "all-reduces merged into others">];
}

def BucketParametersPass : Pass<"heddle-bucket-parameters", "::mlir::ModuleOp"> {
  let summary = "Gather parameters into flat buckets, and shard the optimizer (ZeRO)";
  let description = [{
    The parameters of one group with equal users, weight decay and splitting mesh axes become one `dist.bucket`, padded to a multiple of dp. Blocks take buckets and view their members;
    backward blocks return packed gradients; norm, update and init blocks work on flat values.

    `dist.zero` = 0: gradients are all-reduced over dp. 1 (Rajbhandari et al. 2020): they are reduce-scattered, the update works on the own shard of parameters and
    moments, and the new parameters are all-gathered.
  }];
  let dependentDialects = ["::heddle::dist::DistDialect"];
  let statistics = [Statistic<"numBuckets", "buckets", "parameter buckets made">];
}

def VerifyPartitionPass : Pass<"heddle-verify-partition", "::mlir::ModuleOp"> {
  let summary = "Everything is distributed, and evenly";
  let description = [{
    Every tensor has a layout whose splits divide its dimensions; no `graph.cross_entropy` is left; no entry returns or writes a partial value; no value inside a block is summed over micro-batches;
    parameters and moments live in buckets.
  }];
}

#endif // HEDDLE_PASSES_PARTITION_PASSES_TD
