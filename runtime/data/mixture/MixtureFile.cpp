//===- MixtureFile.cpp - which token files a run reads ----------*- C++ -*-===//

#include "runtime/data/mixture/MixtureFile.h"

#include "runtime/data/io/TextProto.h"
#include "runtime/data/mixture/mixture.pb.h"

#include <cmath>
#include <filesystem>

namespace heddle::corpus {

using runtime::error;
using runtime::Result;
using runtime::Status;

static Status checkPart(const Mixture::Part &part, bool isWeighted) {
  double share = part.has_weight() ? part.weight() : part.epochs();
  if (part.tokens().empty())
    return error("the part names no token file", "tokens: \"FILE.tokens\"");
  if (part.has_weight() != isWeighted)
    return error("the part has no weight, and others have one", "give all parts a weight, or none");
  if (!std::isfinite(share) || share < 0)
    return error("a weight or a number of epochs is a finite number, 0 or more");
  return {};
}

Result<MixtureFile> readMixtureFile(const std::string &path) {
  Mixture mixture;
  Result<TextProto> text = TextProto::read(path, mixture);
  if (!text)
    return text.status();
  if (mixture.part().empty())
    return error(path + ": the mixture has no part", "part { tokens: \"FILE.tokens\" }");
  MixtureFile file;
  for (const Mixture::Part &part : mixture.part())
    file.isWeighted |= part.has_weight();
  for (int i = 0; i < mixture.part_size(); ++i) {
    const Mixture::Part &part = mixture.part(i);
    if (Status status = checkPart(part, file.isWeighted); !status)
      return status.at(text->place("part", i));
    std::filesystem::path tokens =
        std::filesystem::path(path).parent_path() / part.tokens(); // absolute ones stay
    file.parts.push_back({part.name().empty() ? part.tokens() : part.name(), tokens,
                          part.has_weight()   ? part.weight()
                          : part.has_epochs() ? part.epochs()
                                              : 1});
  }
  return file;
}

} // namespace heddle::corpus
