//===- Session.cpp - all ranks of a program in this process ---------------===//

#include "runtime/executor/Session.h"

#include "runtime/comm/Threads.h"
#include "runtime/executor/Executor.h"
#include "runtime/executor/Ports.h"
#include "runtime/host/HostDevice.h"
#include "runtime/program/Target.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

namespace heddle::runtime {

/// More threads than anyone means to start in one process.
static constexpr uint32_t kMaxRanks = 256;

struct Session::Impl {
  Impl(program::Program program) : program(std::move(program)), shards(this->program) {}
  ~Impl();

  Status start(const SessionOptions &options);
  Status runOnAll(const std::string &entry, const Tensors &inputs);
  Tensors collectOutputs(const std::string &entry);

  program::Program program;
  ShardMap shards;
  std::vector<std::unique_ptr<Executor>> ranks;

private:
  void threadMain(Executor &rank);
  Status runOne(Executor &rank);
  Status startThreads();
  void recordError(const Status &status);

  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable wake, done;
  // Guarded by the mutex: the task, its number, how many ranks still work on it.
  const std::string *entry = nullptr;
  const Tensors *inputs = nullptr;
  uint64_t task = 0;
  uint32_t working = 0;
  bool stopping = false;
  Status firstError;
};

Status Session::Impl::start(const SessionOptions &options) {
  uint32_t size = rankCount(program.mesh());
  if (size > kMaxRanks)
    return error("the program is for " + std::to_string(size) +
                     " ranks; one process runs at most " + std::to_string(kMaxRanks) +
                     " as threads",
                 "compile for a smaller mesh");
  Result<std::shared_ptr<KernelLibrary>> kernels = KernelLibrary::load(program);
  if (!kernels)
    return kernels.status();
  ThreadsOptions threadsOptions{options.rendezvous, options.timeout, {}};
  for (uint32_t rank = 0; rank < size; ++rank)
    threadsOptions.names.push_back(describeRank(program.mesh(), rank));
  auto communicators = makeThreadCommunicators(size, threadsOptions);
  for (uint32_t rank = 0; rank < size; ++rank) {
    auto device = std::make_unique<HostDevice>();
    device->shareKernels(*kernels);
    auto executor = Executor::create(program, std::move(device), std::move(communicators[rank]));
    if (!executor)
      return executor.status().at(describeRank(program.mesh(), rank));
    (*executor)->profile = options.profile;
    ranks.push_back(std::move(*executor));
  }
  return startThreads();
}

/// Those that were started end with the session.
Status Session::Impl::startThreads() {
  try {
    for (auto &rank : ranks)
      threads.emplace_back([this, &rank = *rank] { threadMain(rank); });
  } catch (const std::system_error &problem) {
    return error("cannot start a thread for " +
                     describeRank(program.mesh(), uint32_t(threads.size())) + ": " +
                     problem.code().message(),
                 "raise the limits of processes and memory (ulimit -u, ulimit -s, pids of the "
                 "container), or compile for a smaller mesh");
  }
  return {};
}

Session::Impl::~Impl() {
  {
    std::lock_guard lock(mutex);
    stopping = true;
  }
  wake.notify_all();
  for (std::thread &thread : threads)
    thread.join();
}

/// What a rank's thread does for one task: inputs into its arena, then the rows.
Status Session::Impl::runOne(Executor &rank) {
  program::Coordinates at = rank.coordinates();
  const program::Entry &own = *findEntry(program.roles(int(at.pp)), *entry);
  for (const program::Port &port : own.inputs())
    writePort(program.mesh(), at, own, port, inputs->at(port.name()), rank.arena());
  try {
    return rank.run(own);
  } catch (const std::exception &exception) {
    return error(describeRank(program.mesh(), rank.peers().rank()) + ": " + exception.what());
  }
}

/// Keeps the first: the others are its consequences.
void Session::Impl::recordError(const Status &status) {
  std::lock_guard lock(mutex);
  if (firstError.ok())
    firstError = status;
}

void Session::Impl::threadMain(Executor &rank) {
  rank.attachThread();
  uint64_t seen = 0;
  std::unique_lock lock(mutex);
  for (;;) {
    wake.wait(lock, [&] { return stopping || task != seen; });
    if (stopping)
      return;
    seen = task;
    lock.unlock();
    if (Status status = runOne(rank); !status) {
      recordError(status);
      rank.peers().abort(status);
    }
    lock.lock();
    if (--working == 0)
      done.notify_all();
  }
}

Status Session::Impl::runOnAll(const std::string &name, const Tensors &values) {
  std::unique_lock lock(mutex);
  if (!firstError.ok())
    return firstError;
  entry = &name;
  inputs = &values;
  working = uint32_t(ranks.size());
  ++task;
  wake.notify_all();
  done.wait(lock, [&] { return working == 0; });
  return firstError;
}

Tensors Session::Impl::collectOutputs(const std::string &name) {
  Tensors outputs;
  for (const program::Role &role : program.roles()) {
    const program::Entry &own = *findEntry(role, name);
    for (const program::Port &port : own.outputs()) {
      auto [output, added] = outputs.try_emplace(port.name(), portTensor(own, port));
      // Of replicas (stages, tp) the first is taken.
      for (uint32_t dp = 0; added && dp < program.mesh().dp(); ++dp) {
        program::Coordinates at{dp, role.stage(), 0};
        readPort(program.mesh(), at, own, port, output->second,
                 ranks[rankOf(program.mesh(), at)]->arena());
      }
    }
  }
  return outputs;
}

Session::Session(std::unique_ptr<Impl> impl) : impl(std::move(impl)) {}
Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::open(program::Program program, SessionOptions options) {
  if (Status status = program::checkTarget(program); !status)
    return status;
  auto impl = std::make_unique<Impl>(std::move(program));
  if (Status status = impl->start(options); !status)
    return status;
  return std::unique_ptr<Session>(new Session(std::move(impl)));
}

const program::Program &Session::program() const { return impl->program; }
const ShardMap &Session::shardMap() const { return impl->shards; }

bool Session::hasEntry(const std::string &entry) const {
  return findEntry(impl->program.roles(0), entry) != nullptr;
}

static Result<Tensors> portsOf(const program::Program &program, const std::string &name,
                               auto &&portsOfEntry) {
  Tensors tensors;
  for (const program::Role &role : program.roles()) {
    const program::Entry *entry = findEntry(role, name);
    if (!entry)
      return error("the program has no entry '" + name + "'");
    for (const program::Port &port : portsOfEntry(*entry))
      tensors.try_emplace(port.name(), portTensor(*entry, port));
  }
  return tensors;
}

Result<Tensors> Session::inputsOf(const std::string &entry) const {
  return portsOf(impl->program, entry,
                 [](const program::Entry &own) -> auto & { return own.inputs(); });
}
Result<Tensors> Session::outputsOf(const std::string &entry) const {
  return portsOf(impl->program, entry,
                 [](const program::Entry &own) -> auto & { return own.outputs(); });
}

Result<Tensors> Session::run(const std::string &entry, const Tensors &inputs) {
  if (Status status = checkInputs(impl->program, entry, inputs); !status)
    return status;
  if (Status status = impl->runOnAll(entry, inputs); !status)
    return status;
  return impl->collectOutputs(entry);
}

std::span<std::byte> Session::arena(uint32_t rank) { return impl->ranks[rank]->arena(); }
ShardMap::ArenaOf Session::arenas() {
  return [this](uint32_t rank) { return arena(rank); };
}
Result<Tensor> Session::read(const StateName &name) { return impl->shards.gather(name, arenas()); }
Status Session::write(const StateName &name, const Tensor &tensor) {
  return impl->shards.scatter(name, tensor, arenas());
}

const Counters &Session::counters(uint32_t rank) const { return impl->ranks[rank]->counters; }
void Session::resetCounters() {
  for (auto &rank : impl->ranks)
    rank->counters = {};
}
void Session::setProfiling(bool on) {
  for (auto &rank : impl->ranks)
    rank->profile = on;
}
void Session::injectFailure(uint32_t rank) { impl->ranks[rank]->injectFailure(); }

} // namespace heddle::runtime
