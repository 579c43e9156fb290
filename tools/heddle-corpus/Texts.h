//===- Texts.h - documents of files named on the command line ---*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_CORPUS_TEXTS_H
#define HEDDLE_TOOLS_HEDDLE_CORPUS_TEXTS_H

#include "runtime/base/Status.h"
#include "runtime/data/sources/source.pb.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <string_view>

namespace heddle::corpus {

/// Adds the options that say how files become documents, with the meaning of Source's fields.
void addTextOptions(CLI::App *command, Source &source);

/// What is done with a record that cannot be read.
enum class BadRecords { Fail, PassOver };

/// Calls `use` with each document of `source`, whose files are found from `folder` on, until it
/// fails. How many records were passed over is said in a line of the log.
runtime::Status forEachText(const Source &source, const std::string &folder,
                            const std::function<runtime::Status(std::string_view)> &use,
                            BadRecords badRecords = BadRecords::Fail);

} // namespace heddle::corpus

#endif // HEDDLE_TOOLS_HEDDLE_CORPUS_TEXTS_H
