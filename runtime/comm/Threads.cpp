//===- Threads.cpp - ranks that are threads of one process ----------------===//

#include "runtime/comm/Threads.h"

#include "runtime/comm/ThreadsChannel.h"
#include "runtime/comm/ThreadsGroup.h"
#include "runtime/comm/ThreadsWorld.h"

#include <map>
#include <mutex>
#include <numeric>

namespace heddle::runtime {

namespace {

/// Groups and channels, made when first asked for.
class Registry {
public:
  explicit Registry(ThreadsWorld &world) : world(world) {}

  ThreadsGroup &group(const std::vector<uint32_t> &ranks) {
    std::lock_guard lock(mutex);
    std::unique_ptr<ThreadsGroup> &group = groups[ranks];
    if (!group)
      group = std::make_unique<ThreadsGroup>(world, ranks);
    return *group;
  }
  ThreadsChannel &channel(uint32_t from, uint32_t to) {
    std::lock_guard lock(mutex);
    std::unique_ptr<ThreadsChannel> &channel = channels[{from, to}];
    if (!channel)
      channel = std::make_unique<ThreadsChannel>();
    return *channel;
  }

private:
  ThreadsWorld &world;
  std::mutex mutex;
  std::map<std::vector<uint32_t>, std::unique_ptr<ThreadsGroup>> groups;
  std::map<std::pair<uint32_t, uint32_t>, std::unique_ptr<ThreadsChannel>> channels;
};

struct Shared {
  Shared(uint32_t size, ThreadsOptions options)
      : world(size, std::move(options)), registry(world), progress(new ExchangeProgress[size]) {}
  ThreadsWorld world;
  Registry registry;
  /// Per rank. Here, because a peer may still raise it when its rank has already gone on.
  std::unique_ptr<ExchangeProgress[]> progress;
};

class ThreadsCommunicator final : public Communicator {
public:
  ThreadsCommunicator(uint32_t self, std::shared_ptr<Shared> shared)
      : self(self), shared(std::move(shared)), world(this->shared->world),
        progress(this->shared->progress[self]) {
    std::vector<uint32_t> all(world.size);
    std::iota(all.begin(), all.end(), 0);
    everyone = &this->shared->registry.group(all);
  }

  uint32_t rank() const override { return self; }
  uint32_t size() const override { return world.size; }
  uint32_t group(const std::vector<uint32_t> &ranks) override;
  Status collective(uint32_t group, const CollectiveCall &call) override;
  Status exchange(std::span<const Message> sends, std::span<const Message> receives) override;
  Status barrier() override { return everyone->barrier(self); }
  void abort(const Status &why) override { world.failure.set(why); }

private:
  using Side = ThreadsChannel::Side;
  ThreadsChannel &channel(Side side, uint32_t peer);
  Status post(Side side, std::span<const Message> messages);
  Status awaitCompletion(uint32_t target, std::span<const Message> sends,
                         std::span<const Message> receives);
  void withdraw(std::span<const Message> sends, std::span<const Message> receives);

  const uint32_t self;
  std::shared_ptr<Shared> shared;
  ThreadsWorld &world;
  ThreadsGroup *everyone;
  std::vector<ThreadsGroup *> groups;
  std::map<std::pair<Side, uint32_t>, ThreadsChannel *> channels;
  ExchangeProgress &progress;
};

} // namespace

uint32_t ThreadsCommunicator::group(const std::vector<uint32_t> &ranks) {
  groups.push_back(&shared->registry.group(ranks));
  return uint32_t(groups.size() - 1);
}

Status ThreadsCommunicator::collective(uint32_t group, const CollectiveCall &call) {
  return groups[group]->collective(self, call);
}

ThreadsChannel &ThreadsCommunicator::channel(Side side, uint32_t peer) {
  ThreadsChannel *&known = channels[{side, peer}];
  if (!known)
    known = side == Side::Send ? &shared->registry.channel(self, peer)
                               : &shared->registry.channel(peer, self);
  return *known;
}

Status ThreadsCommunicator::post(Side side, std::span<const Message> messages) {
  for (const Message &message : messages)
    if (Status status =
            channel(side, message.peer).post(side, message, progress, !world.options.rendezvous);
        !status)
      return status;
  return {};
}

static std::string describePeers(const ThreadsWorld &world, std::span<const Message> sends,
                                 std::span<const Message> receives) {
  std::string text;
  auto add = [&](const Message &message, const char *what) {
    text += (text.empty() ? "" : ", ") + world.name(message.peer) + " to " + what + " value " +
            std::to_string(message.value);
  };
  for (const Message &send : sends)
    add(send, "receive");
  for (const Message &receive : receives)
    add(receive, "send");
  return text;
}

/// Waits until `target` messages have completed in all.
Status ThreadsCommunicator::awaitCompletion(uint32_t target, std::span<const Message> sends,
                                            std::span<const Message> receives) {
  for (uint32_t now; (now = progress.completed.value()) != target;)
    switch (world.wait(progress.completed, now)) {
    case Wait::Done:
      break;
    case Wait::Failed:
      return world.stopped(self, "exchange");
    case Wait::TimedOut:
      return world.timedOut(self, "exchange", describePeers(world, sends, receives));
    }
  return {};
}

void ThreadsCommunicator::withdraw(std::span<const Message> sends,
                                   std::span<const Message> receives) {
  for (const Message &send : sends)
    channel(Side::Send, send.peer).withdraw(progress);
  for (const Message &receive : receives)
    channel(Side::Receive, receive.peer).withdraw(progress);
}

Status ThreadsCommunicator::exchange(std::span<const Message> sends,
                                     std::span<const Message> receives) {
  if (world.failure.isSet())
    return world.stopped(self, "exchange");
  uint32_t target = progress.completed.value() + uint32_t(sends.size() + receives.size());
  // Receives first: then no send that can be matched is buffered.
  Status status = post(Side::Receive, receives);
  if (status.ok())
    status = post(Side::Send, sends);
  if (status.ok())
    status = awaitCompletion(target, sends, receives);
  if (!status)
    withdraw(sends, receives);
  return status;
}

std::vector<std::unique_ptr<Communicator>> makeThreadCommunicators(uint32_t size,
                                                                   ThreadsOptions options) {
  auto shared = std::make_shared<Shared>(size, std::move(options));
  std::vector<std::unique_ptr<Communicator>> communicators;
  for (uint32_t rank = 0; rank < size; ++rank)
    communicators.push_back(std::make_unique<ThreadsCommunicator>(rank, shared));
  return communicators;
}

} // namespace heddle::runtime
