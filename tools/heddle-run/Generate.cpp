//===- Generate.cpp - heddle-run generate -----------------------*- C++ -*-===//

#include "runtime/base/Philox.h"
#include "tools/heddle-run/Codec.h"
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

/// The `logits` entry as a function from tokens to the logits of the next one.
class NextToken {
public:
  static Result<NextToken> create(Session &session) {
    Result<Tensors> inputs = session.inputsOf("logits");
    if (!inputs)
      return inputs.status();
    auto tokens = inputs->find("tokens"), select = inputs->find("select");
    size_t known = inputs->contains("documents") ? 3 : 2;
    if (inputs->size() != known || tokens == inputs->end() || select == inputs->end() ||
        tokens->second.shape.size() != 2 || tokens->second.shape != select->second.shape)
      return error("the entry 'logits' must take tokens, select and perhaps documents, all "
                   "[batch, seq]");
    return NextToken(session, std::move(*inputs));
  }

  /// The last seq tokens stand at the start of the window; what is behind them is not seen, since
  /// the model is causal. All rows of the batch are the same; the first is used. Prompt and
  /// continuation are one document: the input `documents` stays zero.
  Result<std::vector<double>> operator()(std::span<const uint32_t> context) {
    Tensor &tokens = inputs["tokens"], &select = inputs["select"];
    uint64_t batch = tokens.shape[0], seq = tokens.shape[1];
    uint64_t used = std::min<uint64_t>(seq, context.size());
    std::span<const uint32_t> seen = context.last(used);
    std::ranges::fill(select.bytes, std::byte{0});
    for (uint64_t row = 0; row < batch; ++row) {
      for (uint64_t place = 0; place < used; ++place)
        tokens.set(row * seq + place, seen[place]);
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
  NextToken(Session &session, Tensors inputs) : session(session), inputs(std::move(inputs)) {}

  Session &session;
  Tensors inputs;
};

/// On a terminal control characters become dots, so that no model can write escape sequences.
void print(std::string_view text, bool terminal) {
  for (uint8_t byte : text) {
    bool harmless = byte >= 0x20 ? byte != 0x7f : byte == '\n' || byte == '\t';
    std::putchar(terminal && !harmless ? '.' : byte);
  }
  if (terminal)
    std::fflush(stdout);
}

/// A token that the codec has: rows of the model that pad its vocabulary are never chosen.
Result<uint32_t> choose(std::span<const double> logits, const Codec &codec,
                        const GenerateOptions &options, uint64_t number) {
  std::vector<uint32_t> tokens;
  std::vector<double> known;
  for (uint32_t token = 0; token < logits.size(); ++token)
    if (codec.has(token)) {
      tokens.push_back(token);
      known.push_back(logits[token]);
    }
  Result<uint64_t> chosen = sample(known, options.temperature, randomUnit(options.seed, 0, number));
  if (!chosen)
    return chosen.status();
  return tokens[*chosen];
}

/// Prints the tokens that follow `tokens`, until one ends the document.
Status continueText(NextToken &next, Codec &codec, std::vector<uint32_t> tokens,
                    const GenerateOptions &options, bool terminal) {
  for (uint64_t i = 0; i < options.length && !caughtSignal() && !std::ferror(stdout); ++i) {
    Result<std::vector<double>> logits = next(tokens);
    if (!logits)
      return logits.status();
    Result<uint32_t> token = choose(*logits, codec, options, i);
    if (!token)
      return token.status();
    if (codec.isEnd(*token))
      break;
    Result<std::string> text = codec.decode(*token);
    if (!text)
      return text.status();
    print(*text, terminal);
    tokens.push_back(*token);
  }
  print(codec.finish() + "\n", terminal);
  return {};
}

} // namespace

Status generate(const GenerateOptions &options) {
  Result<std::unique_ptr<Session>> session = openSession(options.common);
  if (!session)
    return session.status();
  Result<Codec> codec = Codec::open(options, (*session)->program().training().vocab());
  if (!codec)
    return codec.status();
  if (Status status = loadParameters(stateOf(**session), options.load); !status)
    return status;
  Result<std::vector<uint32_t>> tokens = codec->encode(options.prompt);
  if (!tokens)
    return tokens.status();
  Result<NextToken> next = NextToken::create(**session);
  if (!next)
    return next.status();
  catchSignals();
  bool terminal = isatty(STDOUT_FILENO) == 1;
  print(options.prompt, terminal);
  return continueText(*next, *codec, std::move(*tokens), options, terminal);
}

} // namespace heddle::run
