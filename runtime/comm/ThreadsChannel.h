//===- ThreadsChannel.h - messages from one thread rank to another *- C++ -*-===//

#ifndef HEDDLE_RUNTIME_COMM_THREADSCHANNEL_H
#define HEDDLE_RUNTIME_COMM_THREADSCHANNEL_H

#include "runtime/comm/Communicator.h"
#include "runtime/comm/Waiter.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace heddle::runtime {

/// How far the exchange of a rank is.
struct ExchangeProgress {
  Signal completed; // messages, of all exchanges so far
};

/// Messages from one rank to another, matched in order. Whoever completes a match copies: the data
/// goes directly from the sender's to the receiver's buffer, unless the send is buffered and comes
/// first.
class ThreadsChannel {
public:
  enum class Side { Send, Receive };

  /// Posts one side. An error if it does not agree with what it meets; it names both values.
  Status post(Side side, const Message &message, ExchangeProgress &progress, bool mayBuffer);
  /// Forgets what `progress` has posted: its buffers are about to go.
  void withdraw(const ExchangeProgress &progress);

private:
  struct Posted {
    Message message;
    ExchangeProgress *progress; // nothing: a buffered send, complete for its sender
    std::vector<std::byte> buffered;
  };

  Status complete(Side side, const Message &message, ExchangeProgress &progress, Posted &other);
  void buffer(Posted &posted);

  std::mutex mutex;
  std::deque<Posted> sends, receives;
  std::vector<std::vector<std::byte>> spare; // buffers to use again
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_COMM_THREADSCHANNEL_H
