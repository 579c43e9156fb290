//===- TextProto.h - text Protobuf with places ------------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_CORPUS_TEXTPROTO_H
#define HEDDLE_RUNTIME_DATA_CORPUS_TEXTPROTO_H

#include "runtime/base/Status.h"

#include <google/protobuf/text_format.h>

#include <memory>
#include <string>

namespace heddle::corpus {

/// A file of text Protobuf that people write, and where its fields stand.
class TextProto {
public:
  /// Reads `path` into `message`. Errors are at file:line:column.
  static runtime::Result<TextProto> read(const std::string &path,
                                         google::protobuf::Message &message);

  /// "file:line:column" of the `index`th `field` of the message; of the file if it is not there.
  std::string place(const std::string &field, int index = 0) const;

private:
  using Places = google::protobuf::TextFormat::ParseInfoTree;

  TextProto(std::string path, const google::protobuf::Descriptor *type)
      : path(std::move(path)), type(type), places(std::make_unique<Places>()) {}

  std::string path;
  const google::protobuf::Descriptor *type;
  std::unique_ptr<Places> places;
};

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_CORPUS_TEXTPROTO_H
