//===- HeddleRunFixture.h - heddle-run from outside -------------*- C++ -*-===//

#ifndef HEDDLE_TEST_TOOLS_HEDDLE_RUN_HEDDLERUNFIXTURE_H
#define HEDDLE_TEST_TOOLS_HEDDLE_RUN_HEDDLERUNFIXTURE_H

#include "BigramProgram.h"

#include "runtime/program/Loader.h"
#include "test/runtime/Files.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace heddle::test {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct Outcome {
  int status; // exit status, or -signal
  std::string out;
  std::string err;
  double seconds;
};

class HeddleRun : public FolderTest {
protected:
  void SetUp() override {
    save(bigram.program, "bigram.hdx");
    writeText();
  }

  std::string at(const std::string &name) const { return folder + "/" + name; }

  void save(const program::Program &program, const std::string &name) {
    runtime::Status status = saveProgram(program, at(name));
    ASSERT_TRUE(status.ok()) << status.str();
  }

  /// 40 KB of words in no order: easy to learn something of.
  void writeText() {
    const char *words[] = {"warp ",    "weft ", "loom ", "thread ",
                           "shuttle ", "and ",  "the ",  "of\n"};
    std::string text;
    for (uint32_t state = 1; text.size() < 40000; state = state * 1664525 + 1013904223)
      text += words[state >> 29];
    std::ofstream(at("text.txt")) << text;
  }

  /// Starts heddle-run with its output in files. The new process does `first` before.
  pid_t start(std::vector<std::string> arguments, const std::function<void()> &first = [] {}) {
    pid_t child = fork();
    if (child != 0)
      return child;
    if (!freopen(at("out").c_str(), "w", stdout) || !freopen(at("err").c_str(), "w", stderr))
      _exit(126);
    first();
    arguments.insert(arguments.begin(), HEDDLE_RUN);
    std::vector<char *> pointers;
    for (std::string &argument : arguments)
      pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    execv(HEDDLE_RUN, pointers.data());
    _exit(127);
  }

  /// Waits for it, at most 20 seconds.
  Outcome finish(pid_t child) {
    using Clock = std::chrono::steady_clock;
    auto begin = Clock::now();
    int status = 0;
    auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
    while (waitpid(child, &status, WNOHANG) == 0) {
      if (seconds() > 20) {
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        ADD_FAILURE() << "heddle-run did not end; so far:\n" << contentOf(at("err"));
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), contentOf(at("out")),
            contentOf(at("err")), seconds()};
  }

  Outcome
  run(const std::vector<std::string> &arguments, const std::function<void()> &first = [] {}) {
    return finish(start(arguments, first));
  }

  /// Starts training without end, and waits until some steps are in the log.
  pid_t startLongRun() {
    fs::remove(at("log"));
    pid_t child = start({"train", at("bigram.hdx"), "--data", at("text.txt"), "--steps", "10000000",
                         "--save", at("saved"), "--log", at("log")});
    for (int i = 0; i < 2000 && losses("log").size() < 3; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return child;
  }

  Outcome train(std::vector<std::string> more) {
    std::vector<std::string> arguments = {"train", at("bigram.hdx"), "--data", at("text.txt")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  std::vector<Json> logOf(const std::string &name) {
    std::vector<Json> lines;
    std::istringstream in(contentOf(at(name)));
    for (std::string line; std::getline(in, line);)
      lines.push_back(Json::parse(line));
    return lines;
  }

  /// The losses of the log by step.
  std::map<int, double> losses(const std::string &name) {
    std::map<int, double> result;
    for (const Json &line : logOf(name))
      if (line.contains("loss"))
        result[line["step"]] = line["loss"];
    return result;
  }

  BigramProgram bigram;
};

} // namespace heddle::test

#endif // HEDDLE_TEST_TOOLS_HEDDLE_RUN_HEDDLERUNFIXTURE_H
