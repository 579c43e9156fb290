//===- Executor.cpp - one rank walks its tables ---------------------------===//

#include "runtime/executor/Executor.h"

#include <algorithm>
#include <chrono>

namespace heddle::runtime {

using Clock = std::chrono::steady_clock;

static double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Executor::Executor(const program::Program &program, std::unique_ptr<Device> device,
                   std::unique_ptr<Communicator> communicator)
    : program(program), device(std::move(device)), communicator(std::move(communicator)),
      at(coordinatesOf(program.mesh(), this->communicator->rank())),
      segments(program.segments_size()) {
  std::vector<bool> used(segments.size());
  for (const program::Entry &entry : program.roles(int(at.pp)).entries())
    for (const program::Row &row : entry.rows())
      used[row.segment()] = true;
  size_t args = 0, scalars = 0, sends = 0, receives = 0;
  for (size_t i = 0; i < segments.size(); ++i) {
    if (!used[i])
      continue;
    segments[i] = bindSegment(program, program.segments(int(i)), at, *this->communicator);
    args = std::max(args, segments[i].maxArgs);
    scalars = std::max(scalars, segments[i].maxScalars);
    sends = std::max(sends, segments[i].maxSends);
    receives = std::max(receives, segments[i].maxReceives);
  }
  argBuffer.resize(args);
  scalarBuffer.resize(scalars);
  sendBuffer.resize(sends);
  receiveBuffer.resize(receives);
}

Result<std::unique_ptr<Executor>> Executor::create(const program::Program &program,
                                                   std::unique_ptr<Device> device,
                                                   std::unique_ptr<Communicator> communicator) {
  std::unique_ptr<Executor> executor(
      new Executor(program, std::move(device), std::move(communicator)));
  Result<std::span<std::byte>> arena =
      executor->device->allocateArena(program.roles(int(executor->at.pp)).arena_bytes());
  if (!arena)
    return arena.status();
  executor->memory = *arena;
  return executor;
}

Status Executor::execute(const BoundGemm &gemm) {
  GemmCall call = gemm.call;
  call.a = resolve(gemm.a);
  call.b = resolve(gemm.b);
  call.c = resolve(gemm.c);
  call.accumulate = resolve(gemm.accumulate) != 0;
  return device->gemm(call);
}

Status Executor::execute(const BoundLaunch &launch) {
  for (size_t i = 0; i < launch.args.size(); ++i)
    argBuffer[i] = resolve(launch.args[i]);
  for (size_t i = 0; i < launch.scalars.size(); ++i)
    scalarBuffer[i] = resolve(launch.scalars[i]);
  return device->launch(launch.kernel, argBuffer.data(), scalarBuffer.data());
}

Status Executor::execute(const BoundAttention &attention) {
  AttentionCall call = attention.call;
  call.query = resolve(attention.query);
  call.key = resolve(attention.key);
  call.value = resolve(attention.value);
  call.result = resolve(attention.result);
  call.lse = resolve(attention.lse);
  call.workspace = resolve(attention.workspace);
  if (attention.documents)
    call.documents = static_cast<const int32_t *>(resolve(*attention.documents));
  if (call.backward) {
    call.resultGrad = resolve(attention.resultGrad);
    call.queryGrad = resolve(attention.queryGrad);
    call.keyGrad = resolve(attention.keyGrad);
    call.valueGrad = resolve(attention.valueGrad);
  }
  return device->attention(call);
}

Status Executor::execute(const BoundCollective &collective) {
  CollectiveCall call = collective.call;
  call.buffer = resolve(collective.buffer);
  return communicator->collective(collective.group, call);
}

Status Executor::execute(const BoundExchange &exchange) {
  auto fill = [&](const std::vector<BoundMessage> &bound, std::vector<Message> &messages) {
    for (size_t i = 0; i < bound.size(); ++i) {
      messages[i] = bound[i].message;
      messages[i].buffer = resolve(bound[i].buffer);
    }
    return std::span<const Message>(messages.data(), bound.size());
  };
  return communicator->exchange(fill(exchange.sends, sendBuffer),
                                fill(exchange.receives, receiveBuffer));
}

Status Executor::execute(const BoundFill &fill) {
  return device->fill(resolve(fill.buffer), fill.bytes);
}

Status Executor::execute(const BoundCopy &copy) {
  return device->copy(resolve(copy.destination), resolve(copy.source), copy.bytes);
}

Status Executor::execute(const BoundInstruction &instruction) {
  return std::visit([this](const auto &work) { return execute(work); }, instruction.work);
}

template <bool Profile> Status Executor::runRow(const program::Row &row, size_t &instruction) {
  bases = row.bases().data();
  scalars = row.scalars().data();
  const std::vector<BoundInstruction> &instructions = segments[row.segment()].instructions;
  for (instruction = 0; instruction < instructions.size(); ++instruction) {
    const BoundInstruction &next = instructions[instruction];
    Clock::time_point start;
    if constexpr (Profile)
      start = Clock::now();
    if (Status status = execute(next); !status)
      return status;
    if constexpr (Profile) {
      Counters::Kind &kind = counters[next.kind()];
      kind.seconds += secondsSince(start);
      kind.bytes += next.bytes;
      ++kind.calls;
    }
  }
  counters.flops += program.segments(int(row.segment())).flops();
  ++counters.rows;
  return {};
}

template <bool Profile> Status Executor::runRows(const program::Entry &entry) {
  for (int row = 0; row < entry.rows_size(); ++row) {
    size_t instruction = 0;
    Status status;
    if (failNext.exchange(false, std::memory_order_relaxed))
      status = error("the rank was told to fail");
    else
      status = runRow<Profile>(entry.rows(row), instruction);
    if (!status)
      return status.at(describe(entry, row, instruction));
  }
  return {};
}

Status Executor::run(const program::Entry &entry) {
  Clock::time_point start = Clock::now();
  Status status = profile ? runRows<true>(entry) : runRows<false>(entry);
  counters.seconds += secondsSince(start);
  return status;
}

/// "rank 1 (dp 0, pp 0, tp 1), entry 'train', row 3 (layers.3 forward, micro-batch 0), all_reduce
/// of gpt2.heddle:3:1"
std::string Executor::describe(const program::Entry &entry, int row, size_t instruction) const {
  const program::Row &at = entry.rows(row);
  const program::Segment &segment = program.segments(int(at.segment()));
  std::string text = describeRank(program.mesh(), communicator->rank()) + ", entry '" +
                     entry.name() + "', row " + std::to_string(row) + " (segment '" +
                     segment.name() + "'";
  if (at.instance() < uint32_t(program.instances_size()))
    text += ", " + program.instances(int(at.instance()));
  text += ", micro-batch " + std::to_string(at.micro_batch()) + ")";
  if (instruction >= size_t(segment.instructions_size()))
    return text;
  const BoundInstruction &bound = segments[at.segment()].instructions[instruction];
  text += ", " + std::string(instructionKindName(bound.kind()));
  uint32_t location = segment.instructions(int(instruction)).location();
  if (location < uint32_t(program.locations_size()) && !program.locations(int(location)).empty())
    text += " of " + program.locations(int(location));
  return text;
}

} // namespace heddle::runtime
