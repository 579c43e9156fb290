//===- Generate.cpp - heddle-run generate -----------------------*- C++ -*-===//

#include "runtime/base/Philox.h"
#include "tools/heddle-run/Commands.h"
#include "tools/heddle-run/Open.h"
#include "tools/heddle-run/Sampling.h"
#include "tools/heddle-run/Signals.h"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace heddle::run {

using namespace runtime;

namespace {

/// The `logits` entry as a function from a text to the logits of its next byte.
class NextByte {
public:
  static Result<NextByte> create(Session &session) {
    Result<Tensors> inputs = session.inputsOf("logits");
    if (!inputs)
      return inputs.status();
    auto tokens = inputs->find("tokens"), select = inputs->find("select");
    if (inputs->size() != 2 || tokens == inputs->end() || select == inputs->end() ||
        tokens->second.shape.size() != 2 || tokens->second.shape != select->second.shape)
      return error("the entry 'logits' must take tokens and select, both [batch, seq]");
    return NextByte(session, std::move(*inputs));
  }

  /// The text's last seq bytes stand at the start of the window; what is behind them is not seen,
  /// since the model is causal. All rows of the batch are the same; the first is used.
  Result<std::vector<double>> operator()(const std::string &text) {
    Tensor &tokens = inputs["tokens"], &select = inputs["select"];
    uint64_t batch = tokens.shape[0], seq = tokens.shape[1];
    uint64_t used = std::min<uint64_t>(seq, text.size());
    std::ranges::fill(select.bytes, std::byte{0});
    for (uint64_t row = 0; row < batch; ++row) {
      for (uint64_t place = 0; place < used; ++place)
        tokens.set(row * seq + place, static_cast<uint8_t>(text[text.size() - used + place]));
      select.set(row * seq + used - 1, 1);
    }
    Result<Tensors> outputs = session.run("logits", inputs);
    if (!outputs)
      return outputs.status();
    auto logits = outputs->find("logits");
    if (logits == outputs->end() || logits->second.shape.size() != 2)
      return error("the entry 'logits' must give logits [batch, vocab]");
    std::vector<double> row(logits->second.shape[1]);
    for (uint64_t i = 0; i < row.size(); ++i)
      row[i] = logits->second.at(i);
    return row;
  }

private:
  NextByte(Session &session, Tensors inputs) : session(session), inputs(std::move(inputs)) {}

  Session &session;
  Tensors inputs;
};

/// On a terminal control characters become dots, so that no model can write escape sequences.
void print(uint8_t byte, bool terminal) {
  bool harmless = byte >= 0x20 ? byte != 0x7f : byte == '\n' || byte == '\t';
  std::putchar(terminal && !harmless ? '.' : byte);
  if (terminal)
    std::fflush(stdout);
}

Status checkPrompt(const std::string &prompt, uint64_t vocab) {
  for (uint8_t byte : prompt)
    if (byte >= vocab)
      return error("the prompt has a byte " + std::to_string(unsigned{byte}) +
                   ", but the model's vocab is " + std::to_string(vocab));
  return {};
}

} // namespace

Status generate(const GenerateOptions &options) {
  Result<std::unique_ptr<Session>> session = openSession(options.common);
  if (!session)
    return session.status();
  if (Status status = loadParameters(stateOf(**session), options.load); !status)
    return status;
  std::string text = options.prompt.empty() ? "\n" : options.prompt;
  if (Status status = checkPrompt(text, (*session)->program().training().vocab()); !status)
    return status;
  Result<NextByte> next = NextByte::create(**session);
  if (!next)
    return next.status();
  catchSignals();
  bool terminal = isatty(STDOUT_FILENO) == 1;
  for (uint8_t byte : options.prompt)
    print(byte, terminal);
  for (uint64_t i = 0; i < options.length && !caughtSignal() && !std::ferror(stdout); ++i) {
    Result<std::vector<double>> logits = (*next)(text);
    if (!logits)
      return logits.status();
    Result<uint64_t> token = sample(*logits, options.temperature, randomUnit(options.seed, 0, i));
    if (!token)
      return token.status();
    if (*token > 255)
      return error("the model chose token " + std::to_string(*token) + ", which is no byte",
                   "only models of bytes (vocab = 256) can be sampled");
    text.push_back(static_cast<char>(*token));
    print(static_cast<uint8_t>(*token), terminal);
  }
  std::putchar('\n');
  return {};
}

} // namespace heddle::run
