//===- FuzzContent.cpp - no text and no file of a filter crashes -*- C++ -*-===//

#include "runtime/data/classifier/Classifier.h"
#include "runtime/data/harmful/PhraseList.h"
#include "runtime/data/language/Language.h"
#include "runtime/data/personal/PersonalData.h"
#include "runtime/data/words/WordCounter.h"
#include "runtime/data/words/WordTable.h"

#include <cstdlib>

using namespace heddle::corpus;

namespace {

/// What was counted can be read, and replacing addresses twice is replacing them once.
void checkText(std::string_view text) {
  WordCounter counter;
  counter.add(text);
  std::string table = counter.formatTable({.minCount = 1});
  if (table.find(" words=0\n") == table.npos && !WordTable::parse(table, "table").ok())
    abort();
  std::string numbers(text), once(text);
  replacePersonalData(numbers, {false, false, true, true});
  constexpr PersonalDataKinds kAddresses{true, true, false, false};
  replacePersonalData(once, kAddresses);
  std::string twice = once;
  replacePersonalData(twice, kAddresses);
  if (once != twice)
    abort();
  (void)identifyLanguage(text);
}

} // namespace

/// Any bytes as a text and as each kind of file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char *>(data), size);
  checkText(bytes);
  (void)WordTable::parse(bytes, "input");
  if (auto classifier = Classifier::parse(bytes, "input"); classifier.ok())
    (void)classifier->score(bytes);
  PhraseList phrases;
  if (phrases.add(bytes.substr(0, size / 2), "input").ok())
    (void)phrases.count(bytes);
  return 0;
}
