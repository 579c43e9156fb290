//===- Workers.cpp - several processes for one command ----------*- C++ -*-===//

#include "tools/heddle-corpus/Workers.h"

#include "runtime/base/Log.h"
#include "tools/heddle-corpus/Progress.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

constexpr auto kPoll = std::chrono::milliseconds(50);

volatile std::sig_atomic_t caught = 0;
void note(int signal) { caught = signal; }

class Workers {
public:
  explicit Workers(unsigned count) : processes(count) {}
  ~Workers() {
    if (states)
      munmap(states, processes.size() * sizeof(WorkerState));
  }

  Status run(const std::function<Status(Watcher &)> &work) {
    void *memory = mmap(nullptr, processes.size() * sizeof(WorkerState), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
      return error(std::string("no memory for the state of workers: ") + std::strerror(errno));
    states = static_cast<WorkerState *>(memory);
    struct sigaction action = {};
    action.sa_handler = note;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    for (size_t i = 0; i < processes.size(); ++i)
      if (Status status = start(i, work); !status) {
        stop();
        return status;
      }
    return wait();
  }

private:
  Status start(size_t i, const std::function<Status(Watcher &)> &work) {
    new (&states[i]) WorkerState();
    pid_t parent = getpid();
    processes[i] = fork();
    if (processes[i] < 0)
      return error(std::string("cannot start a worker: ") + std::strerror(errno));
    if (processes[i] > 0)
      return {};
    // A worker ends when the command does, however that ends.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    if (getppid() != parent)
      _exit(1);
    StateWatcher watcher(states[i]);
    Status status = work(watcher);
    if (!status)
      runtime::logError(status);
    _exit(status ? 0 : 1);
  }

  Status wait() {
    ProgressBar bar(stderr, !isFirstProcess());
    Status result;
    for (size_t left = processes.size(); left > 0;) {
      int ended = 0;
      pid_t process = waitpid(-1, &ended, WNOHANG);
      if (process > 0) {
        --left;
        forget(process);
        if (Status status = describe(ended); !status && result) {
          bar.clear();
          result = status;
          stop();
        }
        continue;
      }
      if (caught && result) {
        stop();
        result = error("stopped by a signal",
                       "the same command goes on where it was: what was finished is kept");
      }
      bar.update(states, processes.size());
      std::this_thread::sleep_for(kPoll);
    }
    result ? bar.finish() : bar.clear();
    return result;
  }

  static Status describe(int ended) {
    if (WIFSIGNALED(ended))
      return error("a worker was killed by signal " + std::to_string(WTERMSIG(ended)) + " (" +
                       strsignal(WTERMSIG(ended)) + ")",
                   WTERMSIG(ended) == SIGKILL
                       ? "the machine may be out of memory: lower memory_bytes or -j; the same "
                         "command goes on where it was"
                       : "the same command goes on where it was");
    return WEXITSTATUS(ended) == 0 ? Status() : error("a worker failed, see above");
  }

  void forget(pid_t process) {
    for (pid_t &other : processes)
      if (other == process)
        other = -1;
  }

  void stop() {
    for (pid_t process : processes)
      if (process > 0)
        kill(process, SIGTERM);
  }

  std::vector<pid_t> processes;
  WorkerState *states = nullptr;
};

} // namespace

bool isFirstProcess() {
  for (const char *name : {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID"})
    if (const char *value = std::getenv(name))
      return std::strcmp(value, "0") == 0;
  return true;
}

Status runWorkers(unsigned count, const std::function<Status(Watcher &)> &work) {
  return Workers(count).run(work);
}

} // namespace heddle::corpus
