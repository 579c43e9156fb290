//===- ThreadsChannel.cpp - messages from one thread rank to another ------===//

#include "runtime/comm/ThreadsChannel.h"

#include <cstring>
#include <string>

namespace heddle::runtime {

static std::string describe(const Message &message) {
  return "value " + std::to_string(message.value) + " of " + std::to_string(message.bytes) +
         " bytes";
}

static void finish(ExchangeProgress *progress) {
  if (progress)
    progress->completed.raise();
}

void ThreadsChannel::buffer(Posted &posted) {
  if (!spare.empty()) {
    posted.buffered = std::move(spare.back());
    spare.pop_back();
  }
  const std::byte *data = static_cast<const std::byte *>(posted.message.buffer);
  posted.buffered.assign(data, data + posted.message.bytes);
}

Status ThreadsChannel::complete(Side side, const Message &message, ExchangeProgress &progress,
                                Posted &other) {
  const Message &send = side == Side::Send ? message : other.message;
  const Message &receive = side == Side::Send ? other.message : message;
  if (send.value != receive.value || send.bytes != receive.bytes)
    return error("messages do not agree: rank " + std::to_string(receive.peer) + " sends " +
                     describe(send) + ", rank " + std::to_string(send.peer) + " expects " +
                     describe(receive),
                 "the program is wrong: its tables were not made by one compilation");
  bool wasBuffered = !other.progress;
  std::memcpy(receive.buffer, wasBuffered ? other.buffered.data() : send.buffer, send.bytes);
  if (wasBuffered)
    spare.push_back(std::move(other.buffered));
  finish(other.progress);
  finish(&progress);
  return {};
}

Status ThreadsChannel::post(Side side, const Message &message, ExchangeProgress &progress,
                            bool mayBuffer) {
  std::lock_guard lock(mutex);
  std::deque<Posted> &others = side == Side::Send ? receives : sends;
  if (!others.empty()) {
    Posted other = std::move(others.front());
    others.pop_front();
    return complete(side, message, progress, other);
  }
  std::deque<Posted> &own = side == Side::Send ? sends : receives;
  own.push_back({message, &progress, {}});
  if (side == Side::Send && mayBuffer) {
    buffer(own.back());
    own.back().progress = nullptr;
    finish(&progress);
  }
  return {};
}

void ThreadsChannel::withdraw(const ExchangeProgress &progress) {
  std::lock_guard lock(mutex);
  for (std::deque<Posted> *queue : {&sends, &receives})
    std::erase_if(*queue, [&](const Posted &posted) { return posted.progress == &progress; });
}

} // namespace heddle::runtime
