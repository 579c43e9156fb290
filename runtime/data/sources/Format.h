//===- Format.h - what a file of a source holds -----------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_SOURCES_FORMAT_H
#define HEDDLE_RUNTIME_DATA_SOURCES_FORMAT_H

#include "runtime/base/Status.h"
#include "runtime/data/sources/source.pb.h"

#include <cstdint>
#include <string_view>

namespace heddle::corpus {

/// The format of a file, by its name if the source says BY_NAME; never BY_NAME.
Source::Format formatOf(const Source &source, std::string_view path);

/// Fails if fields of the source contradict each other: a separator that is needed or useless,
/// fields of JSONL without a name, no largest document.
runtime::Status checkReading(const Source &source);

/// Whether a file can be cut into ranges that are read alone: its records end with lines.
bool isDivisible(const Source &source, Source::Format format);

/// What a record may take in its file so that a document of at most max_document_bytes can be in
/// it: twice that for escapes and markup, and a MiB for the rest. What is longer is never held in
/// memory.
uint64_t recordLimit(const Source &source);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_SOURCES_FORMAT_H
