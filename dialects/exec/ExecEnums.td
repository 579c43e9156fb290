//===- ExecEnums.td - enumerations of the executable dialect --------------===//

#ifndef HEDDLE_DIALECTS_EXEC_ENUMS_TD
#define HEDDLE_DIALECTS_EXEC_ENUMS_TD

include "mlir/IR/EnumAttr.td"

def Exec_MemoryClass : I32EnumAttr<"MemoryClass", "what a buffer is for; as in program.proto", [
    I32EnumAttrCase<"Parameter", 1, "parameter">,
    I32EnumAttrCase<"Gradient", 2, "gradient">,
    I32EnumAttrCase<"Moment", 3, "moment">,
    I32EnumAttrCase<"Counter", 4, "counter">,
    I32EnumAttrCase<"Activation", 5, "activation">,
    I32EnumAttrCase<"Temporary", 6, "temporary">,
    I32EnumAttrCase<"Input", 7, "input">,
    I32EnumAttrCase<"Output", 8, "output">]> {
  let cppNamespace = "::heddle::exec";
}

def Exec_CollectiveKind : I32EnumAttr<"CollectiveKind", "a collective; as in program.proto", [
    I32EnumAttrCase<"AllReduce", 1, "all_reduce">,
    I32EnumAttrCase<"ReduceScatter", 2, "reduce_scatter">,
    I32EnumAttrCase<"AllGather", 3, "all_gather">]> {
  let cppNamespace = "::heddle::exec";
}

def Exec_Storage : I32EnumAttr<"Storage", "which elements of a bucket a rank holds; as in program.proto", [
    I32EnumAttrCase<"Full", 1, "full">,
    I32EnumAttrCase<"Shard", 2, "shard">,
    I32EnumAttrCase<"OwnShard", 3, "own_shard">]> {
  let cppNamespace = "::heddle::exec";
}

#endif // HEDDLE_DIALECTS_EXEC_ENUMS_TD
