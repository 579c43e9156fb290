//===- Emit.cpp - exec as a program message -------------------------------===//

#include "passes/emit/Emit.h"

#include "dialects/dist/Layouts.h"
#include "dialects/graph/Axes.h"

#include <charconv>

using namespace mlir;

namespace heddle::emit {

/// The shortest text that is read back as this number.
static std::string formatNumber(double number) {
  char text[32];
  return std::string(text, std::to_chars(text, std::end(text), number).ptr);
}

program::DataType getDataType(Type element) {
  if (element.isF32())
    return program::F32;
  if (element.isF64())
    return program::F64;
  return element.isInteger(64) ? program::I64 : program::I32;
}

std::string getSpecPosition(Location location) {
  std::string text;
  location->walk([&](Location inner) {
    auto position = dyn_cast<FileLineColLoc>(inner);
    if (!position)
      return WalkResult::advance();
    text = (position.getFilename().getValue() + ":" + Twine(position.getLine()) + ":" +
            Twine(position.getColumn()))
               .str();
    return WalkResult::interrupt();
  });
  return text;
}

namespace {

class ProgramEmitter {
public:
  ProgramEmitter(ModuleOp module, program::Program &program)
      : module(module), program(program), locations(program.mutable_locations()),
        instances(program.mutable_instances()) {}

  void emit();

private:
  void emitHeader();
  void emitTraining();
  void emitVariables();
  void emitKernels();
  void emitSegments();
  void emitRole(exec::RoleOp role);
  void emitBucket(exec::BucketOp bucket, program::Role &out);
  void emitTable(exec::TableOp table, program::Role &out);
  void emitPort(exec::PortOp port, program::Entry &out);
  void emitBlock(exec::FramesOp frames, StringRef entry, program::Role &out);
  const std::string &getText(Attribute attr);

  ModuleOp module;
  program::Program &program;
  StringTable locations, instances;
  llvm::StringMap<uint32_t> kernels;
  DenseMap<StringAttr, uint32_t> segments, variables;
  DenseMap<StringAttr, uint32_t> instanceNumbers; // of `instances`: the same few in all rows
  DenseMap<int64_t, exec::FramesOp> frames;       // of the role in hand
  DenseMap<Attribute, std::string> texts;
};

StringRef getString(ModuleOp module, StringRef name) {
  auto attr = module->getAttrOfType<StringAttr>(name);
  return attr ? attr.getValue() : "";
}

void ProgramEmitter::emitHeader() {
  program.set_producer("heddle " HEDDLE_VERSION);
  program.set_model(getString(module, "graph.model").str());
  dist::MeshAttr mesh = dist::getMesh(module);
  program.mutable_mesh()->set_dp(mesh.getDp());
  program.mutable_mesh()->set_pp(mesh.getPp());
  program.mutable_mesh()->set_tp(mesh.getTp());
  program.mutable_mesh()->set_micro_batches(mesh.getMb());
  program.mutable_target()->set_cpu(getString(module, "exec.target_cpu").str());
  program.mutable_target()->set_os_arch("linux-x86_64");
  if (auto features = module->getAttrOfType<ArrayAttr>("exec.target_features"))
    for (auto feature : features.getAsRange<StringAttr>())
      program.mutable_target()->add_features(feature.str());
  program.set_kernel_library(getString(module, "exec.kernel_library").str());
  program.set_plan(getString(module, dist::planAttrName).str());
}

void ProgramEmitter::emitTraining() {
  auto train = module->getAttrOfType<DictionaryAttr>("graph.train");
  if (!train)
    return;
  auto number = [&](StringRef name) {
    Attribute attr = train.get(name);
    if (auto integer = dyn_cast_or_null<IntegerAttr>(attr))
      return double(integer.getInt());
    auto real = dyn_cast_or_null<FloatAttr>(attr);
    return real ? real.getValueAsDouble() : 0.0;
  };
  program::Training *out = program.mutable_training();
  if (auto objective = train.getAs<StringAttr>("objective"))
    out->set_objective(objective.str());
  out->set_batch(number("batch"));
  out->set_steps(number("steps"));
  out->set_peak_learning_rate(number("lr"));
  for (NamedAttribute setting : train) {
    auto text = dyn_cast<StringAttr>(setting.getValue());
    program::Training::Setting *added = out->add_settings();
    added->set_name(setting.getName().str());
    added->set_value(text ? text.str() : formatNumber(number(setting.getName())));
  }
}

/// As printed, which is slow; the parameters of all layers share a few initialisations.
const std::string &ProgramEmitter::getText(Attribute attr) {
  auto [it, isNew] = texts.try_emplace(attr);
  if (isNew)
    llvm::raw_string_ostream(it->second) << attr;
  return it->second;
}

/// Parameters and counters; moments belong to their parameters.
void ProgramEmitter::emitVariables() {
  for (auto variable : module.getOps<graph::VariableOp>()) {
    if (variable.getKind() == graph::VariableKind::Moment)
      continue;
    variables[variable.getSymNameAttr()] = program.variables_size();
    auto type = cast<RankedTensorType>(variable.getType());
    program::Variable *out = program.add_variables();
    out->set_name(variable.getSymName().str());
    out->set_type(getDataType(type.getElementType()));
    out->set_decay(variable.getDecay());
    out->set_counter(variable.getKind() == graph::VariableKind::Counter);
    out->set_init(getText(variable.getInit()));
    for (auto [dim, name] : llvm::enumerate(graph::getAxes(type))) {
      out->add_shape(type.getDimSize(dim));
      out->add_axis_names(name.str());
      program::Variable::Split *split = out->add_splits();
      if (dist::LayoutAttr layout = dist::getLayout(type))
        for (dist::MeshAxis axis : layout.getSplits()[dim].getAxes())
          split->add_axes(axis == dist::MeshAxis::TP ? program::TP : program::DP);
    }
  }
}

void ProgramEmitter::emitKernels() {
  for (auto kernel : module.getOps<exec::KernelOp>()) {
    kernels[kernel.getSymName()] = program.kernels_size();
    program::Kernel *out = program.add_kernels();
    Block &body = kernel.getBody().front();
    uint64_t tensors = 0, bytes = 0;
    auto count = [&](Type type) {
      if (auto tensor = dyn_cast<RankedTensorType>(type)) {
        ++tensors;
        bytes += tensor.getNumElements() * (tensor.getElementTypeBitWidth() / 8);
      }
    };
    llvm::for_each(body.getArgumentTypes(), count);
    uint64_t inputs = tensors;
    llvm::for_each(body.getTerminator()->getOperandTypes(), count);
    out->set_symbol(kernel.getSymName().str());
    out->set_args(tensors);
    out->set_scalars(body.getNumArguments() - inputs + llvm::count(kernel.getAccumulate(), true));
    if (auto description = kernel->getAttrOfType<StringAttr>("exec.description"))
      out->set_description(description.str());
    out->set_location(locations.add(getSpecPosition(kernel.getLoc())));
    out->set_bytes_moved(bytes);
  }
}

void ProgramEmitter::emitSegments() {
  for (auto segment : module.getOps<exec::SegmentOp>()) {
    segments[segment.getSymNameAttr()] = program.segments_size();
    emitSegment(segment, kernels, locations, *program.add_segments());
  }
}

/// `entry` is "" for what outlives an entry.
void ProgramEmitter::emitBlock(exec::FramesOp op, StringRef entry, program::Role &out) {
  frames[op.getId()] = op;
  program::MemoryBlock *block = out.add_memory();
  block->set_name(op.getName().str());
  block->set_memory_class(program::MemoryClass(op.getMemoryClass()));
  block->set_offset(*op.getOffset());
  block->set_slot_bytes(op.getBytes());
  block->set_slots(*op.getSlots());
  block->set_entry(entry.str());
}

void ProgramEmitter::emitBucket(exec::BucketOp bucket, program::Role &out) {
  program::Bucket *message = out.add_buckets();
  message->set_name(bucket.getName().str());
  message->set_memory_class(program::MemoryClass(bucket.getMemoryClass()));
  message->set_suffix(bucket.getSuffix().str());
  message->set_type(getDataType(bucket.getType()));
  message->set_offset(*frames[bucket.getFrames()].getOffset());
  message->set_elements(bucket.getElements());
  message->set_storage(program::Bucket::Storage(bucket.getStorage()));
  for (auto [member, offset] :
       llvm::zip_equal(bucket.getMembers().getAsRange<FlatSymbolRefAttr>(), bucket.getOffsets())) {
    program::Bucket::Member *part = message->add_members();
    uint32_t variable = variables.lookup(member.getAttr());
    part->set_variable(variable);
    part->set_element(offset);
    auto *stages = program.mutable_variables(variable)->mutable_stages();
    if (llvm::find(*stages, out.stage()) == stages->end())
      stages->Add(out.stage());
  }
}

void ProgramEmitter::emitPort(exec::PortOp port, program::Entry &out) {
  program::Port *message = port.getOutput() ? out.add_outputs() : out.add_inputs();
  exec::FramesOp memory = frames[port.getFrames()];
  // Pinned frames lie one after the other, each rounded up to the alignment of the arena.
  uint64_t stride = (memory.getBytes() + 63) / 64 * 64;
  message->set_name(port.getName().str());
  message->set_type(getDataType(port.getType()));
  message->mutable_shape()->Add(port.getShape().begin(), port.getShape().end());
  message->set_offset(*memory.getOffset() + port.getInstance() * stride);
  message->set_stride(stride);
  message->set_micro_batches(port.getMicroBatches());
  // The data loader must know what a sample is: the shapes of the ports say it.
  if (port.getName() == "tokens")
    program.mutable_training()->set_seq(port.getShape().back());
  if (port.getName() == "logits")
    program.mutable_training()->set_vocab(port.getShape().back());
}

void ProgramEmitter::emitTable(exec::TableOp table, program::Role &out) {
  for (auto op : table.getFrames())
    emitBlock(op, table.getEntry(), out);
  program::Entry *entry = out.add_entries();
  entry->set_name(table.getEntry().str());
  entry->set_global_batch(table.getGlobalBatch());
  for (auto row : table.getRows()) {
    program::Row *message = entry->add_rows();
    message->set_segment(segments.lookup(row.getSegmentAttr().getAttr()));
    auto [instance, isNew] = instanceNumbers.try_emplace(row.getInstanceAttr());
    if (isNew)
      instance->second = instances.add(row.getInstance());
    message->set_instance(instance->second);
    message->set_micro_batch(row.getMicroBatch());
    message->mutable_bases()->Add(row.getBases().begin(), row.getBases().end());
    message->mutable_scalars()->Add(row.getScalars().begin(), row.getScalars().end());
  }
  for (auto port : table.getPorts())
    emitPort(port, *entry);
}

void ProgramEmitter::emitRole(exec::RoleOp role) {
  frames.clear();
  program::Role *out = program.add_roles();
  out->set_stage(role.getStage());
  out->set_arena_bytes(*role.getArenaBytes());
  for (Operation &op : role.getBody().front())
    llvm::TypeSwitch<Operation *>(&op)
        .Case([&](exec::FramesOp memory) { emitBlock(memory, "", *out); })
        .Case([&](exec::BucketOp bucket) { emitBucket(bucket, *out); })
        .Case([&](exec::TableOp table) { emitTable(table, *out); });
}

void ProgramEmitter::emit() {
  emitHeader();
  emitTraining();
  emitVariables();
  emitKernels();
  emitSegments();
  for (auto role : module.getOps<exec::RoleOp>())
    emitRole(role);
}

} // namespace

void emitProgram(ModuleOp module, program::Program &out) { ProgramEmitter(module, out).emit(); }

program::Program emitProgram(ModuleOp module) {
  program::Program program;
  emitProgram(module, program);
  return program;
}

} // namespace heddle::emit
