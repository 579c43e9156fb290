//===- Mutants.cpp - IR that a hand might have edited ---------------------===//

#include "test/passes/robustness/Mutants.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinAttributes.h"

#include <set>

using namespace mlir;

namespace heddle::test {

static constexpr int64_t kHuge = 1 << 30;
static constexpr int64_t kNumbers[] = {0, -1, kHuge};

using Kinds = std::set<std::string>;

static void addLostOps(const Kinds &kinds, std::vector<Mutant> &mutants) {
  for (const std::string &kind : kinds)
    for (bool last : {false, true})
      mutants.push_back(
          {(last ? "without the last " : "without the first ") + kind, [=](ModuleOp module) {
             Operation *found = nullptr;
             module->walk([&](Operation *op) {
               if (op != module && op->getName().getStringRef() == kind && op->use_empty() &&
                   (last || !found))
                 found = op;
             });
             if (found)
               found->erase();
           }});
}

static void addLostFacts(const Kinds &facts, std::vector<Mutant> &mutants) {
  for (const std::string &fact : facts)
    mutants.push_back({"without " + fact, [=](ModuleOp module) {
                         module->walk([&](Operation *op) { op->removeDiscardableAttr(fact); });
                       }});
}

/// `number` is 0, 1 or 2: an index of kNumbers, and what happens to a list.
template <typename ListT> static Attribute changeList(ListT list, int number) {
  auto values = llvm::to_vector(list.asArrayRef());
  if (values.empty())
    return list;
  if (number == 0)
    values.pop_back();
  else
    (number == 1 ? values.back() : values.front()) = kNumbers[number];
  return ListT::get(list.getContext(), values);
}

static Attribute change(Attribute value, int number) {
  if (auto integer = dyn_cast<IntegerAttr>(value))
    return IntegerAttr::get(integer.getType(), kNumbers[number]);
  if (auto list = dyn_cast<DenseI64ArrayAttr>(value))
    return changeList(list, number);
  if (auto list = dyn_cast<DenseI32ArrayAttr>(value))
    return changeList(list, number);
  return {};
}

static void addNumbers(const Kinds &kinds, std::vector<Mutant> &mutants) {
  for (const std::string &kind : kinds) {
    auto [op, name] = StringRef(kind).split(' ');
    for (int number : {0, 1, 2})
      mutants.push_back({"with " + name.str() + " of " + op.str() + " changed to " +
                             std::to_string(kNumbers[number]),
                         [=, opName = op.str(), name = name.str()](ModuleOp module) {
                           module->walk([&](Operation *op) {
                             Attribute value = op->getAttr(name);
                             if (op->getName().getStringRef() != opName || !value)
                               return WalkResult::advance();
                             op->setAttr(name, change(value, number));
                             return WalkResult::interrupt();
                           });
                         }});
  }
}

static void addLostBodies(const Kinds &functions, std::vector<Mutant> &mutants) {
  for (const std::string &name : functions)
    mutants.push_back({"without the body of @" + name, [=](ModuleOp module) {
                         auto function = module.lookupSymbol<func::FuncOp>(name);
                         function.getBody().dropAllReferences();
                         function.getBody().getBlocks().clear();
                         function.setPrivate();
                       }});
}

std::vector<Mutant> listMutants(ModuleOp module) {
  Kinds ops, facts, numbers, functions;
  module->walk([&](Operation *op) {
    std::string kind = op->getName().getStringRef().str();
    if (op != module)
      ops.insert(kind);
    for (NamedAttribute attribute : op->getDiscardableAttrs())
      if (attribute.getName().getValue().contains('.'))
        facts.insert(attribute.getName().str());
    for (NamedAttribute attribute : op->getAttrs())
      if (change(attribute.getValue(), 0))
        numbers.insert(kind + " " + attribute.getName().str());
  });
  for (auto function : module.getOps<func::FuncOp>())
    functions.insert(function.getName().str());
  std::vector<Mutant> mutants;
  addLostOps(ops, mutants);
  addLostFacts(facts, mutants);
  addNumbers(numbers, mutants);
  addLostBodies(functions, mutants);
  return mutants;
}

} // namespace heddle::test
