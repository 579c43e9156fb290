//===- Curator.cpp - all that is asked of one document ----------*- C++ -*-===//

#include "runtime/data/corpus/Curator.h"

#include "runtime/data/classifier/ClassifierFilter.h"
#include "runtime/data/filters/C4.h"
#include "runtime/data/filters/FineWeb.h"
#include "runtime/data/filters/GopherQuality.h"
#include "runtime/data/filters/GopherRepetition.h"
#include "runtime/data/filters/Normalise.h"
#include "runtime/data/harmful/HarmfulFilter.h"
#include "runtime/data/language/LanguageFilter.h"
#include "runtime/data/personal/PersonalDataFilter.h"
#include "runtime/data/words/UnigramFilter.h"

namespace heddle::corpus {

using runtime::Result;
using runtime::Status;

namespace {

/// `curation` with its files as they are reached from where the program runs.
Curation resolve(Curation curation, const CorpusFile &file) {
  if (curation.unigram().has_table())
    curation.mutable_unigram()->set_table(file.resolve(curation.unigram().table()));
  if (curation.classifier().has_model())
    curation.mutable_classifier()->set_model(file.resolve(curation.classifier().model()));
  if (curation.harmful().has_classifier())
    curation.mutable_harmful()->set_classifier(file.resolve(curation.harmful().classifier()));
  for (std::string &list : *curation.mutable_harmful()->mutable_word_lists())
    list = file.resolve(list);
  return curation;
}

} // namespace

/// The steps that a curation has, ready to run.
struct Curator::Steps {
  explicit Steps(const Curation &curation)
      : curation(curation), repetition(curation.gopher_repetition()), c4(curation.c4()),
        personal(curation.personal_data()) {}

  Status load();

  Curation curation;
  runtime::TextStatistics statistics;
  std::optional<LanguageFilter> language;
  GopherRepetitionRule repetition;
  C4Rule c4;
  std::optional<UnigramFilter> unigram;
  std::optional<HarmfulFilter> harmful;
  PersonalDataFilter personal;
  std::optional<ClassifierFilter> classifier;
  const ContaminationIndex *contamination = nullptr;
  std::optional<ContaminationCheck> check;
};

/// Moves what a filter's create() made, if it did.
template <typename Filter>
static Status take(Result<std::optional<Filter>> created, std::optional<Filter> &filter) {
  if (!created)
    return created.status();
  if (*created)
    filter.emplace(std::move(**created));
  return {};
}

Status Curator::Steps::load() {
  if (Status status = take(LanguageFilter::create(curation.language()), language); !status)
    return status;
  if (Status status = take(UnigramFilter::create(curation.unigram()), unigram); !status)
    return status;
  if (Status status = take(HarmfulFilter::create(curation.harmful()), harmful); !status)
    return status;
  return take(ClassifierFilter::create(curation.classifier()), classifier);
}

Result<Curator> Curator::create(const Curation &curation, const CorpusFile &file,
                                const ContaminationIndex *contamination) {
  Curator curator;
  curator.steps = std::make_unique<Steps>(resolve(curation, file));
  if (Status status = curator.steps->load(); !status)
    return status.at("curation '" + curation.name() + "'");
  curator.steps->contamination = contamination;
  if (contamination)
    curator.steps->check.emplace(*contamination);
  return curator;
}

Curator::Curator() = default;
Curator::Curator(Curator &&) noexcept = default;
Curator::~Curator() = default;

Status Curator::curate(Passage &passage) {
  for (auto step :
       {&Curator::normalise, &Curator::identify, &Curator::applyRules, &Curator::checkWords,
        &Curator::decontaminate, &Curator::protect, &Curator::judge})
    if (Status status = (this->*step)(passage); !status || passage.removal)
      return status;
  return {};
}

Status Curator::normalise(Passage &passage) {
  const Normalisation &settings = steps->curation.normalisation();
  if (!settings.enabled())
    return {};
  Result<std::string> text = corpus::normalise(passage.text, settings);
  if (!text)
    return text.status();
  if (*text != passage.text)
    passage.edits.add("normalisation.form", passage.text.size() - text->size());
  passage.text = std::move(*text);
  return {};
}

Status Curator::identify(Passage &passage) {
  if (!steps->language)
    return {};
  Language language = identifyLanguage(passage.text);
  passage.language = language.code;
  passage.removal = steps->language->check(language);
  return {};
}

/// Rules on words, lines and paragraphs, which are found once for all of them.
Status Curator::applyRules(Passage &passage) {
  const Curation &curation = steps->curation;
  runtime::TextStatistics &statistics = steps->statistics;
  if (!curation.gopher_repetition().enabled() && !curation.gopher_quality().enabled() &&
      !curation.c4().enabled() && !curation.fineweb().enabled())
    return {};
  if (Status status = statistics.assign(passage.text); !status)
    return status;
  if (curation.gopher_repetition().enabled())
    passage.removal = steps->repetition.check(statistics);
  if (!passage.removal && curation.gopher_quality().enabled())
    passage.removal = checkGopherQuality(curation.gopher_quality(), statistics);
  if (!passage.removal && curation.c4().enabled()) {
    passage.removal = steps->c4.apply(statistics, passage.edits);
    if (passage.removal)
      return {};
    passage.text = steps->c4.kept();
    if (Status status = statistics.assign(passage.text, steps->c4.keptWords()); !status)
      return status;
  }
  if (!passage.removal && curation.fineweb().enabled())
    passage.removal = checkFineWeb(curation.fineweb(), statistics);
  return {};
}

Status Curator::checkWords(Passage &passage) {
  if (steps->unigram)
    passage.removal = steps->unigram->check(passage.text);
  if (!passage.removal && steps->harmful)
    passage.removal = steps->harmful->check(passage.text);
  return {};
}

namespace {

/// The first test that an item hits a document by.
Removal removalOf(const ItemHit &hit, const Decontamination &settings) {
  if (hit.byNgram)
    return {"decontamination.ngram", double(hit.longestWords), double(settings.ngram())};
  if (hit.byShare)
    return {"decontamination.min_share", hit.share, settings.min_share()};
  return {"decontamination.min_span", double(hit.longestWords), double(settings.min_span())};
}

} // namespace

Status Curator::decontaminate(Passage &passage) {
  if (!steps->check)
    return {};
  passage.hits = steps->check->check(passage.text);
  if (passage.hits.empty())
    return {};
  passage.hitText = passage.text;
  const Decontamination &settings = steps->contamination->options();
  if (settings.action() == Decontamination::REMOVE_DOCUMENT)
    passage.removal = removalOf(passage.hits.front(), settings);
  else if (settings.action() == Decontamination::REMOVE_SPAN)
    removeHits(passage);
  return {};
}

void Curator::removeHits(Passage &passage) {
  const Decontamination &settings = steps->contamination->options();
  Remainder rest = removeSpans(passage.text, steps->check->sharedSpans(), settings);
  if (rest.isRemoved) {
    passage.removal = removalOf(passage.hits.front(), settings);
    return;
  }
  std::string text;
  for (const ByteSpan &piece : rest.pieces)
    text +=
        (text.empty() ? "" : "\n\n") + passage.text.substr(piece.begin, piece.end - piece.begin);
  passage.edits.add(removalOf(passage.hits.front(), settings).rule,
                    passage.text.size() - text.size());
  passage.text = std::move(text);
}

Status Curator::protect(Passage &passage) {
  size_t before = passage.text.size();
  passage.removal = steps->personal.apply(passage.text, passage.personalData);
  if (passage.personalData.sum() > 0)
    passage.edits.add("personal_data.enabled", before - passage.text.size());
  return {};
}

Status Curator::judge(Passage &passage) {
  if (!steps->classifier)
    return {};
  passage.score = steps->classifier->score(passage.text);
  if (!steps->classifier->needsAllScores())
    passage.removal = steps->classifier->check(passage.text, passage.score);
  return {};
}

} // namespace heddle::corpus
