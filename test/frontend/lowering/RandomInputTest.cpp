//===- RandomInputTest.cpp - no text crashes the front end ----------------===//
//
// Mutations of the specs of models/, and random words of the language. The seed
// is printed; test/fuzz does the same for longer, with coverage and sanitizers.
//
//===----------------------------------------------------------------------===//

#include "test/frontend/Compile.h"

#include "llvm/ADT/StringExtras.h"

#include "gtest/gtest.h"

#include <random>

using namespace heddle::frontend;
using namespace heddle::frontend::test;

namespace {

constexpr unsigned kRuns = 1500;

class RandomInputTest : public testing::Test {
protected:
  RandomInputTest() : seed(std::random_device()()), random(seed) {
    std::cout << "seed " << seed << "\n";
  }

  size_t below(size_t bound) { return random() % bound; }

  /// A module without errors, or errors without a module.
  void check(const std::string &text) {
    Options options;
    options.maxOps = 1 << 10;
    options.maxVariables = 1 << 10;
    Compiled compiled(text, options);
    ASSERT_NE(bool(compiled.module), !compiled.errors.empty()) << "seed " << seed << "\n" << text;
  }

  unsigned seed;
  std::mt19937 random;
};

std::string readModel(llvm::StringRef name) {
  auto file = readSpecFile(("models/" + name + ".heddle").str());
  return file ? (*file)->getBuffer().str() : "";
}

TEST_F(RandomInputTest, MutatedModels) {
  std::string models[] = {readModel("gpt2"), readModel("llama")};
  ASSERT_FALSE(models[0].empty());
  for (unsigned run = 0; run < kRuns; ++run) {
    std::string text = models[below(2)];
    for (size_t edits = 1 + below(4); edits > 0; --edits) {
      size_t at = below(text.size()), length = 1 + below(12);
      switch (below(4)) {
      case 0: // remove
        text.erase(at, length);
        break;
      case 1: // repeat
        text.insert(at, text.substr(at, length));
        break;
      case 2: // move
        text.insert(below(text.size()), text.substr(at, length));
        break;
      default: // any byte
        text[at] = char(random());
      }
      text += "\n";
    }
    check(text);
  }
}

TEST_F(RandomInputTest, RandomWords) {
  constexpr llvm::StringLiteral words[] = {"model",  "module",
                                           "param",  "repeat",
                                           "return", "train",
                                           "import", "as",
                                           "decay",  "(",
                                           ")",      "{",
                                           "}",      "[",
                                           "]",      ",",
                                           ":",      "=",
                                           "~",      "+",
                                           "-",      "*",
                                           "/",      "@",
                                           "\n",     "\n",
                                           "\n",     "x",
                                           "m",      "f",
                                           "embed",  "seq",
                                           "vocab",  "batch",
                                           "tokens", "loss",
                                           "0",      "1",
                                           "8",      "1e9",
                                           "0.5",    "\"a\"",
                                           "normal", "zeros",
                                           "gelu",   "sum",
                                           "next",   "max",
                                           "layers", "rope",
                                           "norm",   "adamw",
                                           "cosine", "lr",
                                           "#",      "$",
                                           "normal", "cross_entropy"};
  for (unsigned run = 0; run < kRuns; ++run) {
    // Half of the texts begin well, so that more than the parser is reached.
    std::string text = below(2) ? "model m(embed = 4, vocab = 8, seq = 2, layers = 2) {\n"
                                  "param wte: [vocab, embed] ~ normal(1)\nx = wte[tokens]\n"
                                : "";
    for (size_t count = below(60); count > 0; --count)
      text += words[below(std::size(words))].str() + " ";
    check(text);
  }
}

} // namespace
