//===- Groups.cpp - the variables of each block instance ------------------===//

#include "passes/optimizer/Groups.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace heddle::optimizer {

std::string Group::getBlock() const {
  SmallVector<StringRef> parts;
  instance.getValue().split(parts, '.');
  llvm::erase_if(parts, [](StringRef part) { return llvm::all_of(part, llvm::isDigit); });
  return llvm::join(parts, ".");
}

Location Group::getLoc() const { return graph::VariableOp(variables.front()).getLoc(); }

SmallVector<Group> getGroups(ModuleOp module, std::optional<graph::VariableKind> kind) {
  llvm::MapVector<StringAttr, Group> groups;
  for (auto variable : module.getOps<graph::VariableOp>()) {
    if (kind && variable.getKind() != *kind)
      continue;
    Group &group = groups[variable.getGroupAttr()];
    group.instance = variable.getGroupAttr();
    group.variables.push_back(variable);
  }
  return llvm::map_to_vector(groups, [](auto &entry) { return entry.second; });
}

/// What functions of a group depend on, apart from the names of its variables.
static ArrayAttr getSignature(const Group &group, StringRef name) {
  Builder builder(group.instance.getContext());
  SmallVector<Attribute> signature{builder.getStringAttr(name)};
  for (graph::VariableOp variable : group.variables)
    llvm::append_values(signature, variable.getTypeAttr(), Attribute(variable.getInitAttr()),
                        Attribute(builder.getBoolAttr(variable.getDecay())));
  return builder.getArrayAttr(signature);
}

func::FuncOp SharedFunctions::create(Location loc, StringRef block, StringRef name, StringRef phase,
                                     TypeRange arguments, Body body) {
  OpBuilder builder(module.getContext());
  auto function = func::FuncOp::create(builder, loc, name, builder.getFunctionType(arguments, {}));
  function.setPrivate();
  function->setAttr("graph.block", builder.getStringAttr(block));
  function->setAttr("graph.phase", builder.getStringAttr(phase));
  symbols.insert(function);
  ++numFunctions;
  builder.setInsertionPointToStart(function.addEntryBlock());
  SmallVector<Value> results = body(builder, function.getArguments());
  func::ReturnOp::create(builder, loc, results);
  function.setType(builder.getFunctionType(arguments, ValueRange(results).getTypes()));
  return function;
}

func::FuncOp SharedFunctions::get(const Group &group, StringRef phase, TypeRange arguments,
                                  Body body) {
  std::string block = group.getBlock(), name = block + "." + phase.str();
  func::FuncOp &function = functions[getSignature(group, name)];
  if (!function)
    function = create(group.getLoc(), block, name, phase, arguments, body);
  return function;
}

func::CallOp callFor(OpBuilder &builder, Location loc, StringRef instance, func::FuncOp function,
                     ValueRange operands) {
  auto call = func::CallOp::create(builder, loc, function, operands);
  call->setAttr("graph.instance", builder.getStringAttr(instance));
  return call;
}

} // namespace heddle::optimizer
