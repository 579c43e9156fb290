//===- Rules.cpp - the quality rules and what they are made of ------------===//

#include "Bench.h"

#include "runtime/data/filters/C4.h"
#include "runtime/data/filters/FineWeb.h"
#include "runtime/data/filters/GopherQuality.h"
#include "runtime/data/filters/GopherRepetition.h"
#include "runtime/data/filters/Normalise.h"

namespace heddle::bench {

using namespace heddle::corpus;
using runtime::TextStatistics;

namespace {

/// All rules with their defaults, as a curation runs them.
struct Rules {
  TextStatistics document, edited;
  GopherRepetitionRule repetition{GopherRepetition()};
  C4Rule c4{C4()};
  Edits edits;
  size_t removed = 0;

  bool keeps(std::string_view text) {
    (void)document.assign(text).ok();
    if (repetition.check(document) || checkGopherQuality(GopherQuality(), document))
      return false;
    edits.clear();
    if (c4.apply(document, edits))
      return false;
    if (c4.kept() == text)
      return !checkFineWeb(FineWeb(), document);
    (void)edited.assign(c4.kept(), c4.keptWords()).ok();
    return !checkFineWeb(FineWeb(), edited);
  }
};

} // namespace

void benchRules(const Texts &texts) {
  TextStatistics statistics;
  measure("statistics", texts, [&](std::string_view text) { (void)statistics.assign(text).ok(); });
  Rules rules;
  measure("rules", texts, [&](std::string_view text) { rules.removed += !rules.keeps(text); });
  measure("normalise", texts,
          [](std::string_view text) { (void)normalise(std::string(text), Normalisation()).ok(); });
}

} // namespace heddle::bench
