//===- Signals.h - stopping on request --------------------------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_RUN_SIGNALS_H
#define HEDDLE_TOOLS_HEDDLE_RUN_SIGNALS_H

namespace heddle::run {

/// From now on SIGINT and SIGTERM are noted instead of ending the process at once; a second one
/// does. To be called when the caller begins to ask for caughtSignal(): until then there is nothing
/// to save, and ending at once is what the user wants.
void catchSignals();

/// From now on a SIGBUS ends the process with an error for people: mapped data that is gone.
void explainBusErrors();

/// The noted signal, or 0.
int caughtSignal();

} // namespace heddle::run

#endif // HEDDLE_TOOLS_HEDDLE_RUN_SIGNALS_H
