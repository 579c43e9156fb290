//===- TextProto.cpp - text Protobuf with places ----------------*- C++ -*-===//

#include "runtime/data/io/TextProto.h"

#include "runtime/data/io/WholeFiles.h"

#include <google/protobuf/io/tokenizer.h>
#include <optional>

namespace heddle::corpus {

using google::protobuf::TextFormat;
using runtime::error;
using runtime::Result;
using runtime::Status;

namespace {

std::string placeOf(const std::string &path, int line, int column) {
  return path + ":" + std::to_string(line + 1) + ":" + std::to_string(column + 1);
}

/// Keeps the first error: those that follow are often its consequences.
class FirstError : public google::protobuf::io::ErrorCollector {
public:
  explicit FirstError(const std::string &path) : path(path) {}

  void AddError(int line, int column, const std::string &message) override {
    if (!first)
      first = error(placeOf(path, line, column) + ": " + message);
  }
  void AddWarning(int line, int column, const std::string &message) override {
    AddError(line, column, message);
  }

  std::optional<Status> first;

private:
  const std::string &path;
};

} // namespace

Result<TextProto> TextProto::read(const std::string &path, google::protobuf::Message &message) {
  Result<std::string> text = readInput(path);
  if (!text)
    return text.status();
  TextProto result(path, message.GetDescriptor());
  FirstError problems(path);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&problems);
  parser.WriteLocationsTo(result.places.get());
  if (!parser.ParseFromString(*text, &message) || problems.first)
    return problems.first.value_or(error("'" + path + "' is no text Protobuf"));
  return result;
}

std::string TextProto::place(const std::string &field, int index) const {
  const google::protobuf::FieldDescriptor *descriptor = type->FindFieldByName(field);
  TextFormat::ParseLocation found =
      places->GetLocation(descriptor, descriptor->is_repeated() ? index : -1);
  return found.line < 0 ? path : placeOf(path, found.line, found.column);
}

} // namespace heddle::corpus
