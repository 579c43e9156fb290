//===- TokensTest.cpp - training on tokens of a tokenizer -----------------===//

#include "HeddleRunFixture.h"

#include "runtime/data/tokenizer/Trainer.h"
#include "runtime/data/tokens/TokenFile.h"
#include "runtime/data/tokens/TokenWriter.h"

#include <gmock/gmock.h>

namespace program = heddle::program;
using namespace heddle::runtime;
using namespace heddle::test;
using heddle::corpus::TokenWriter;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

class TokenRun : public HeddleRun {
protected:
  void SetUp() override {
    HeddleRun::SetUp();
    save(BigramProgram::ofTokens().program, "tokens.hdx");
    text = contentOf(at("text.txt"));
    writeTokens("text.tokens", tokenizer = makeTokenizer(280));
  }

  /// Learned from the text: of 280 tokens, fewer than the model has.
  std::unique_ptr<Tokenizer> makeTokenizer(uint32_t size) const {
    PieceCounter pieces(PreTokenizer::Gpt2);
    pieces.add(text);
    Vocabulary vocabulary = *trainBpe(pieces.getCounts(), size - 1);
    uint32_t end = vocabulary.tokens.size();
    Result<Tokenizer> made =
        Tokenizer::create({std::move(vocabulary), PreTokenizer::Gpt2, {{"<|endoftext|>", end}}});
    return std::make_unique<Tokenizer>(std::move(*made));
  }

  /// A line is a document.
  void writeTokens(const std::string &name, const std::unique_ptr<Tokenizer> &with,
                   bool keepsTokenizer = true) {
    auto writer = TokenWriter::create(at(name), heddle::corpus::originOf(*with, keepsTokenizer));
    std::istringstream lines(text);
    std::vector<uint32_t> tokens;
    for (std::string line; std::getline(lines, line);) {
      tokens.clear();
      with->encodeDocument(line + "\n", tokens);
      ASSERT_TRUE(writer->add(tokens, line.size() + 1).ok());
    }
    ASSERT_TRUE(writer->finish().ok());
  }

  void saveTokenizer(const std::string &name, const std::unique_ptr<Tokenizer> &with) const {
    std::ofstream(at(name)) << writeTokenizerJson(with->describe());
  }

  Outcome trainOn(const std::string &data, std::vector<std::string> more) {
    std::vector<std::string> arguments = {"train", at("tokens.hdx"), "--data", at(data)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  std::string text;
  std::unique_ptr<Tokenizer> tokenizer;
};

TEST_F(TokenRun, TrainsEvaluatesAndGenerates) {
  Outcome trained =
      trainOn("text.tokens", {"--steps", "60", "--log", at("log"), "--save", at("s")});
  ASSERT_EQ(trained.status, 0) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr(" M tokens, "));
  EXPECT_THAT(trained.out, HasSubstr("training loss, nats per token"));
  EXPECT_THAT(trained.out, HasSubstr("nats per token, "));

  // Bits per byte are those of the file's text.
  auto data = heddle::corpus::TokenFile::open(at("text.tokens"));
  double bytesPerToken = double(data->layout().textBytes) / double(data->size());
  EXPECT_EQ(data->layout().textBytes, text.size() + 1) << "with the end of the last line";
  Json first = logOf("log").at(1), config = logOf("log").at(0);
  EXPECT_NEAR(first["loss"].get<double>(), std::log(320), 0.01);
  EXPECT_NEAR(first["bits_per_byte"].get<double>(), std::log2(320) / bytesPerToken, 0.01);
  EXPECT_EQ(config["config"]["tokenizer"], formatFingerprint(tokenizer->fingerprint()));

  Outcome evaluated =
      run({"eval", at("tokens.hdx"), "--data", at("text.tokens"), "--load", at("s")});
  ASSERT_EQ(evaluated.status, 0) << evaluated.err;
  EXPECT_THAT(trained.out, HasSubstr(evaluated.out)) << "the same held-out loss";

  Outcome written = run({"generate", at("tokens.hdx"), "--load", at("s"), "--prompt", "the ",
                         "--length", "40", "--temperature", "0.1"});
  ASSERT_EQ(written.status, 0) << written.err;
  EXPECT_THAT(written.out, StartsWith("the "));
  EXPECT_EQ(written.out.find_first_not_of("abcdefghijklmnopqrstuvwxyz \n"), std::string::npos)
      << written.out;
  EXPECT_GT(written.out.size(), 6u);
}

/// A document ends where the model says so, and begins where none was given.
TEST_F(TokenRun, GenerationIsOfADocument) {
  ASSERT_EQ(trainOn("text.tokens", {"--steps", "60", "--save", at("s")}).status, 0);
  auto generate = [&](const std::string &length) {
    Outcome outcome = run({"generate", at("tokens.hdx"), "--load", at("s"), "--length", length,
                           "--temperature", "0.7", "--seed", "5"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  };
  std::string document = generate("1000");
  EXPECT_LT(document.size(), 2000u) << "lines have some sixty bytes";
  EXPECT_THAT(document, testing::EndsWith("of\n\n")) << "every line ends so";
  EXPECT_EQ(document, generate("900"));
}

TEST_F(TokenRun, ResumeIsExactAndKeepsTheTokenizer) {
  ASSERT_EQ(
      trainOn("text.tokens", {"--steps", "8", "--log", at("whole"), "--save", at("a")}).status, 0);
  ASSERT_EQ(
      trainOn("text.tokens", {"--steps", "4", "--log", at("parts"), "--save", at("b")}).status, 0);
  Outcome resumed = trainOn("text.tokens", {"--steps", "8", "--resume", at("b"), "--log",
                                            at("parts"), "--save", at("b")});
  ASSERT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(losses("whole"), losses("parts"));
  for (const char *file : {"parameters.safetensors", "tokenizer.json", "manifest.json"})
    EXPECT_TRUE(contentOf(at("a/step-8/") + file) == contentOf(at("b/step-8/") + file)) << file;
  Result<Tokenizer> kept = Tokenizer::open(at("a/step-8/tokenizer.json"));
  ASSERT_TRUE(kept.ok()) << kept.status().str();
  EXPECT_EQ(kept->fingerprint(), tokenizer->fingerprint());
}

TEST_F(TokenRun, OtherTokenizersAreRefused) {
  auto other = makeTokenizer(270);
  writeTokens("other.tokens", other);
  saveTokenizer("other.json", other);
  saveTokenizer("own.json", tokenizer);
  ASSERT_EQ(
      trainOn("text.tokens", {"--steps", "2", "--save", at("s"), "--tokenizer", at("own.json")})
          .status,
      0);
  std::string own = formatFingerprint(tokenizer->fingerprint()),
              its = formatFingerprint(other->fingerprint());
  auto expectBoth = [&](const Outcome &outcome) {
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr(own));
    EXPECT_THAT(outcome.err, HasSubstr(its));
  };
  expectBoth(trainOn("text.tokens", {"--tokenizer", at("other.json")}));
  expectBoth(trainOn("other.tokens", {"--resume", at("s")}));
  expectBoth(trainOn("other.tokens", {"--load", at("s")}));
  expectBoth(run({"eval", at("tokens.hdx"), "--data", at("other.tokens"), "--load", at("s")}));
  expectBoth(
      run({"generate", at("tokens.hdx"), "--load", at("s"), "--tokenizer", at("other.json")}));
  Outcome bytes = run({"eval", at("tokens.hdx"), "--data", at("text.txt"), "--load", at("s")});
  EXPECT_EQ(bytes.status, 1);
  EXPECT_THAT(bytes.err, HasSubstr("was trained on tokens of tokenizer " + own));
  EXPECT_THAT(bytes.err, HasSubstr("the data is bytes"));
}

TEST_F(TokenRun, ByteModelsAndTokensDoNotMix) {
  Outcome small = run({"train", at("bigram.hdx"), "--data", at("text.tokens")});
  EXPECT_EQ(small.status, 1);
  EXPECT_THAT(small.err,
              HasSubstr("is of a tokenizer of 280 tokens, but the model's vocab is 256"));
  ASSERT_EQ(trainOn("text.txt", {"--steps", "2", "--save", at("bytes")}).status, 0);
  EXPECT_THAT(contentOf(at("bytes/step-2/manifest.json")), Not(HasSubstr("tokenizer")));
  saveTokenizer("own.json", tokenizer);
  Outcome spoken =
      run({"generate", at("tokens.hdx"), "--load", at("bytes"), "--tokenizer", at("own.json")});
  EXPECT_THAT(spoken.err, HasSubstr("was trained on bytes, but the tokenizer is"));
  EXPECT_THAT(trainOn("text.txt", {"--tokenizer", at("own.json")}).err,
              HasSubstr("holds bytes, but --tokenizer"));
  EXPECT_THAT(trainOn("text.txt", {"--mask-document-starts"}).err,
              HasSubstr("does not say where documents begin"));
  EXPECT_THAT(trainOn("text.tokens", {"--data", at("text.txt")}).err,
              HasSubstr("of which one at least is none of tokens"));
}

TEST_F(TokenRun, DataWithoutItsTokenizerNeedsAFlagToSpeak) {
  writeTokens("bare.tokens", tokenizer, /*keepsTokenizer=*/false);
  saveTokenizer("own.json", tokenizer);
  ASSERT_EQ(trainOn("bare.tokens", {"--steps", "2", "--save", at("s")}).status, 0);
  EXPECT_FALSE(fs::exists(at("s/step-2/tokenizer.json")));
  Outcome mute = run({"generate", at("tokens.hdx"), "--load", at("s")});
  EXPECT_EQ(mute.status, 1);
  EXPECT_THAT(mute.err, HasSubstr("which the checkpoint does not hold"));
  Outcome spoken = run({"generate", at("tokens.hdx"), "--load", at("s"), "--tokenizer",
                        at("own.json"), "--length", "3"});
  EXPECT_EQ(spoken.status, 0) << spoken.err;
  ASSERT_EQ(
      trainOn("bare.tokens", {"--steps", "2", "--save", at("t"), "--tokenizer", at("own.json")})
          .status,
      0);
  EXPECT_TRUE(fs::exists(at("t/step-2/tokenizer.json")));
}

TEST_F(TokenRun, SeveralFilesAreOneStream) {
  Outcome twice = trainOn("text.tokens", {"--data", at("text.tokens"), "--steps", "2"});
  ASSERT_EQ(twice.status, 0) << twice.err;
  Outcome once = trainOn("text.tokens", {"--steps", "2"});
  auto windows = [](const Outcome &outcome) {
    size_t at = outcome.err.find("tokens, ");
    return std::stoul(outcome.err.substr(at + 8));
  };
  EXPECT_NEAR(double(windows(twice)), 2.0 * double(windows(once)), 25);
}

TEST_F(TokenRun, MaskingChangesTheLossAndIsKept) {
  ASSERT_EQ(trainOn("text.tokens", {"--steps", "3", "--log", at("plain")}).status, 0);
  ASSERT_EQ(trainOn("text.tokens", {"--steps", "3", "--log", at("masked"), "--save", at("s"),
                                    "--mask-document-starts"})
                .status,
            0);
  EXPECT_NE(losses("plain").at(3), losses("masked").at(3));
  EXPECT_THAT(contentOf(at("s/step-3/manifest.json")), HasSubstr("mask_document_starts"));
  EXPECT_THAT(trainOn("text.tokens", {"--steps", "5", "--resume", at("s")}).err,
              HasSubstr("the checkpoint was trained with --mask-document-starts"));
  EXPECT_EQ(trainOn("text.tokens", {"--steps", "5", "--resume", at("s"), "--mask-document-starts"})
                .status,
            0);
}

/// The data is mapped: what cannot be read is a signal, but still an error for people.
TEST_F(TokenRun, LostDataEndsTheRunWithAnError) {
  auto startOn = [&](const char *log) {
    pid_t child = start({"train", at("tokens.hdx"), "--data", at("text.tokens"), "--steps",
                         "10000000", "--log", at(log)});
    for (int i = 0; i < 2000 && losses(log).size() < 3; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return child;
  };
  pid_t child = startOn("first");
  kill(child, SIGBUS); // what the kernel does between two checks
  Outcome signalled = finish(child);
  EXPECT_EQ(signalled.status, 1);
  EXPECT_THAT(signalled.err, HasSubstr("error: the data cannot be read any more"));
  child = startOn("second");
  fs::resize_file(at("text.tokens"), 1000);
  Outcome cut = finish(child);
  EXPECT_EQ(cut.status, 1);
  EXPECT_THAT(cut.err, testing::AnyOf(HasSubstr("was changed while it was in use"),
                                      HasSubstr("the data cannot be read any more")));
}

TEST_F(TokenRun, DamagedTokenizersOfCheckpointsAreRefused) {
  ASSERT_EQ(trainOn("text.tokens", {"--steps", "2", "--save", at("s")}).status, 0);
  std::string path = at("s/step-2/tokenizer.json"), json = contentOf(path);
  json[json.find("\"id\":") + 5] ^= 1;
  std::ofstream(path) << json;
  EXPECT_EQ(run({"generate", at("tokens.hdx"), "--load", at("s")}).status, 1);
  Outcome resumed = trainOn("text.tokens", {"--steps", "3", "--resume", at("s")});
  EXPECT_EQ(resumed.status, 1);
  EXPECT_THAT(resumed.err, HasSubstr("tokenizer.json': damaged"));
}

} // namespace
