//===- Texts.cpp - documents of files named on the command line -*- C++ -*-===//

#include "tools/heddle-corpus/Texts.h"

#include "runtime/base/Log.h"
#include "runtime/data/sources/DocumentReader.h"
#include "runtime/data/sources/Unit.h"

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

void addTextOptions(CLI::App *command, Source &source) {
  command->add_option_function<std::string>(
      "--text-field", [&source](const std::string &field) { source.set_text_field(field); },
      "JSONL: the field that holds the text (default: text)");
  std::map<std::string, Source::Split> splits = {
      {"file", Source::FILE}, {"line", Source::LINE}, {"blank-line", Source::BLANK_LINE}};
  command
      ->add_option_function<std::string>(
          "--split",
          [&source, splits](const std::string &split) { source.set_split(splits.at(split)); },
          "plain text: what is one document (default: file)")
      ->check(CLI::IsMember({"file", "line", "blank-line"}));
}

Status forEachText(const Source &source, const std::string &folder,
                   const std::function<Status(std::string_view)> &use, BadRecords badRecords) {
  uint64_t passedOver = 0;
  Result<std::vector<Unit>> units = planUnits(source, folder, 1 << 25);
  if (!units)
    return units.status();
  for (const Unit &unit : *units) {
    Result<std::unique_ptr<DocumentReader>> reader = DocumentReader::open(source, unit);
    if (!reader)
      return reader.status();
    for (Item item = (*reader)->next(); !std::holds_alternative<EndOfUnit>(item);
         item = (*reader)->next()) {
      if (auto *bad = std::get_if<BadRecord>(&item)) {
        ++passedOver;
        if (badRecords == BadRecords::Fail)
          return bad->status();
      }
      if (auto *document = std::get_if<Document>(&item))
        if (Status status = use(document->text); !status)
          return status;
    }
  }
  if (passedOver > 0)
    runtime::logLine("note: " + std::to_string(passedOver) + " records cannot be read");
  return {};
}

} // namespace heddle::corpus
