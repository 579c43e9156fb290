//===- Rules.cpp - the quality rules and what they are made of ------------===//

#include "tools/bench/corpus/Bench.h"

#include "runtime/data/filters/C4.h"
#include "runtime/data/filters/FineWeb.h"
#include "runtime/data/filters/GopherQuality.h"
#include "runtime/data/filters/GopherRepetition.h"
#include "runtime/data/filters/Normalise.h"

#include <memory>

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

/// A pass that does `step(state, document)` with each document.
template <typename State, typename Step>
CorpusBenchmark::Pass passOf(const Documents &documents, Step step) {
  auto state = std::make_shared<State>();
  return [state, &documents, step] {
    for (std::string_view document : documents)
      step(*state, document);
  };
}

const CorpusBenchmark kRules("rules", "gopher_repetition, gopher_quality, c4 and fineweb",
                             [](const Documents &documents) {
                               return passOf<Rules>(documents, [](Rules &rules, auto text) {
                                 rules.removed += !rules.keeps(text);
                               });
                             });

const CorpusBenchmark kStatistics("statistics", "words, lines and paragraphs for all rules",
                                  [](const Documents &documents) {
                                    return passOf<TextStatistics>(
                                        documents, [](TextStatistics &statistics, auto text) {
                                          (void)statistics.assign(text).ok();
                                        });
                                  });

const CorpusBenchmark
    kNormalise("normalise", "control characters, NFC, space at ends of lines",
               [](const Documents &documents) {
                 return passOf<std::string>(documents, [](std::string &text, auto document) {
                   auto normal = normalise(std::string(document), Normalisation());
                   if (normal)
                     text = std::move(*normal);
                 });
               });

} // namespace

} // namespace heddle::bench
