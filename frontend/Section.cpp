//===- Section.cpp - one block function while it is made ------------------===//

#include "frontend/Section.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/STLExtras.h"

using namespace heddle::frontend;
using namespace mlir;

Section::Section(llvm::StringRef name, Location loc)
    : func(func::FuncOp::create(loc, name, FunctionType::get(loc.getContext(), {}, {}))),
      builder(loc.getContext()) {
  func.setPrivate();
  builder.setInsertionPointToStart(func.addEntryBlock());
}

Section::~Section() {
  if (!released)
    func.erase();
}

bool Section::contains(Value value) const {
  return value && value.getParentRegion() == &const_cast<func::FuncOp &>(func).getBody();
}

Value Section::import(Source *source) {
  Value &argument = imports[source];
  if (!argument) {
    argument = func.getBody().addArgument(source->type, source->loc);
    sourceOf[argument] = source;
  }
  return argument;
}

llvm::SetVector<Source *> Section::findSources(llvm::ArrayRef<Value> values) const {
  llvm::SetVector<Source *> sources;
  llvm::SetVector<Value> worklist(values.begin(), values.end());
  for (size_t i = 0; i < worklist.size(); ++i) {
    Value value = worklist[i];
    if (Operation *op = value.getDefiningOp())
      worklist.insert_range(op->getOperands());
    else if (Source *source = sourceOf.lookup(value))
      sources.insert(source);
  }
  return sources;
}

void Section::substitute(Source *from, Source *to) {
  auto found = imports.find(from);
  if (found == imports.end())
    return;
  Value argument = found->second;
  imports.erase(found);
  if (imports.contains(to)) {
    argument.replaceAllUsesWith(imports[to]);
    sourceOf.erase(argument);
    return;
  }
  imports[to] = argument;
  sourceOf[argument] = to;
}

void Section::finish(llvm::ArrayRef<Source *> computed) {
  results.assign(computed.begin(), computed.end());
  llvm::SmallVector<Value> values;
  for (Source *source : computed)
    values.push_back(source->value);
  auto returnOp = func::ReturnOp::create(builder, func.getLoc(), values);
  eraseDeadOps();
  orderArguments();
  func.setFunctionType(FunctionType::get(func.getContext(), func.getBody().getArgumentTypes(),
                                         returnOp.getOperandTypes()));
  // A result may be an argument, which has been replaced.
  for (auto [source, value] : llvm::zip_equal(results, returnOp.getOperands()))
    source->value = value;
  finished = true;
}

void Section::eraseDeadOps() {
  llvm::SmallVector<Operation *> ops;
  for (Operation &op : func.getBody().front().without_terminator())
    ops.push_back(&op);
  for (Operation *op : llvm::reverse(ops))
    if (op->use_empty())
      op->erase();
}

void Section::orderArguments() {
  Block &body = func.getBody().front();
  for (auto &[source, argument] : imports)
    if (!argument.use_empty())
      arguments.push_back(source);
  llvm::sort(arguments, [](const Source *a, const Source *b) {
    // A carried variable and a computed value are both activations.
    auto key = [](const Source *source) {
      return std::pair(std::max(source->kind, Source::Kind::Carried), source->order);
    };
    return key(a) < key(b);
  });
  unsigned unordered = body.getNumArguments();
  for (Source *source : arguments)
    imports[source].replaceAllUsesWith(body.addArgument(source->type, source->loc));
  body.eraseArguments(0, unordered);
}

Value Section::copySlice(Section &other, Value value) {
  // Which ops: everything that `value` depends on.
  llvm::SetVector<Operation *> needed;
  llvm::SetVector<Value> worklist;
  worklist.insert(value);
  for (size_t i = 0; i < worklist.size(); ++i) {
    Value current = worklist[i];
    if (Operation *op = current.getDefiningOp()) {
      needed.insert(op);
      worklist.insert_range(op->getOperands());
    }
  }
  IRMapping mapping;
  for (auto &[argument, source] : other.sourceOf)
    if (worklist.contains(argument))
      mapping.map(argument, import(source));
  for (Operation &op : other.func.getBody().front())
    if (needed.contains(&op))
      builder.clone(op, mapping);
  return mapping.lookup(value);
}

func::FuncOp Section::release(ModuleOp module) {
  module.push_back(func);
  released = true;
  return func;
}
