//===- Eval.cpp - heddle-run eval -------------------------------*- C++ -*-===//

#include "tools/heddle-run/Commands.h"
#include "tools/heddle-run/Evaluation.h"
#include "tools/heddle-run/Open.h"
#include "tools/heddle-run/Signals.h"

#include <cstdio>

namespace heddle::run {

using namespace runtime;

Status eval(const EvalOptions &options) {
  Result<std::unique_ptr<Session>> session = openSession(options.common);
  if (!session)
    return session.status();
  Result<Data> data = openData((*session)->program(), options.data, /*seed=*/0);
  if (!data)
    return data.status();
  if (Status status = checkTokenizer(options.load, *data); !status)
    return status;
  if (Status status = loadParameters(stateOf(**session), options.load); !status)
    return status;
  catchSignals();
  Result<HeldOut> heldOut = evaluate(**session, *data, options.data.evalBatches);
  if (!heldOut)
    return heldOut.status();
  std::printf("%s\n", describe(*heldOut, *data).c_str());
  return {};
}

} // namespace heddle::run
