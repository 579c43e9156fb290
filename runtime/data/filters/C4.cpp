//===- C4.cpp - lines that are no prose -----------------------------------===//

#include "runtime/data/filters/C4.h"

#include "runtime/data/text/Characters.h"
#include "runtime/data/text/Search.h"

#include <unicode/uchar.h>

#include <algorithm>

namespace heddle::corpus {

using runtime::Phrase;
using runtime::TextStatistics;

namespace {

constexpr Phrase kJavascript("javascript"), kLoremIpsum("lorem ipsum"), kCookie("cookie");
constexpr Phrase kPolicies[] = {Phrase("privacy policy"), Phrase("terms of use"),
                                Phrase("cookie policy"),  Phrase("uses cookies"),
                                Phrase("use of cookies"), Phrase("use cookies")};

bool endsInPunctuation(std::string_view line) {
  constexpr std::string_view kEnds = ".?!\"'";
  return !line.empty() && kEnds.find(line.back()) != kEnds.npos && !line.ends_with("...");
}

/// What white space divides. Counting ends at `most`.
size_t countSpaced(std::string_view line, size_t most) {
  size_t count = 0;
  bool isInWord = false;
  for (size_t at = 0; at < line.size() && count < most;) {
    runtime::Char c = runtime::readChar(line, at);
    bool isSpace = isPythonSpace(c);
    count += !isSpace && !isInWord;
    isInWord = !isSpace;
    at += c.bytes;
  }
  return count;
}

/// In characters.
size_t longestWord(std::string_view line) {
  size_t longest = 0, length = 0;
  for (size_t at = 0; at < line.size();) {
    runtime::Char c = runtime::readChar(line, at);
    length = isPythonSpace(c) ? 0 : length + 1;
    longest = std::max(longest, length);
    at += c.bytes;
  }
  return longest;
}

/// The end of [12], [], [edit] or [citation needed] at `at`, where a bracket is; `at` if there is
/// none.
size_t skipCitation(std::string_view line, size_t at) {
  for (std::string_view words : {"[edit]", "[citation needed]"})
    if (line.substr(at).starts_with(words))
      return at + words.size();
  for (size_t end = at + 1; end < line.size();) {
    runtime::Char c = runtime::readChar(line, end);
    if (c.code == ']')
      return end + 1;
    if (!c.is(runtime::kNumber) || !u_isdigit(UChar32(c.code)))
      break;
    end += c.bytes;
  }
  return at;
}

} // namespace

C4Rule::Searches C4Rule::whatIsUnwanted() const {
  return {true,
          settings.citations(),
          settings.lorem_ipsum(),
          settings.javascript_lines(),
          settings.curly_bracket(),
          settings.policy_lines()};
}

C4Rule::Searches C4Rule::whatOccurs(const TextStatistics &document) const {
  std::string_view text = document.text();
  Searches search = whatIsUnwanted();
  search.longWords = document.words().longestChunk() > settings.max_word_length();
  search.citations = search.citations && text.find('[') != text.npos;
  search.loremIpsum = search.loremIpsum && kLoremIpsum.isIn(text);
  search.javascript = search.javascript && kJavascript.isIn(text);
  search.bracket = search.bracket && text.find('{') != text.npos;
  search.policy =
      search.policy && (kCookie.isIn(text) || kPolicies[0].isIn(text) || kPolicies[1].isIn(text));
  return search;
}

std::string_view C4Rule::removeCitations(std::string_view line, Edits &edits) {
  uncited.clear();
  size_t done = 0;
  for (size_t at = line.find('['); at != line.npos; at = line.find('[', at)) {
    size_t end = skipCitation(line, at);
    if (end == at) {
      ++at;
      continue;
    }
    edits.add("c4.citations", end - at);
    uncited += line.substr(done, at - done);
    done = at = end;
  }
  if (done == 0)
    return line;
  uncited += line.substr(done);
  words += countWords(uncited);
  words -= countWords(line);
  return uncited;
}

/// The rule that takes a line of so many words; none if it stays.
std::string_view C4Rule::findUnwanted(std::string_view line, size_t words,
                                      const Searches &search) const {
  if (settings.terminal_punctuation() && !endsInPunctuation(line))
    return "c4.terminal_punctuation";
  if (words < settings.min_words_per_line())
    return "c4.min_words_per_line";
  if (search.loremIpsum && kLoremIpsum.isIn(line))
    return "c4.lorem_ipsum";
  if (search.javascript && kJavascript.isIn(line))
    return "c4.javascript_lines";
  if (search.bracket && line.find('{') != line.npos)
    return "c4.curly_bracket";
  if (search.policy && std::any_of(std::begin(kPolicies), std::end(kPolicies),
                                   [&](const Phrase &phrase) { return phrase.isIn(line); }))
    return "c4.policy_lines";
  return {};
}

size_t C4Rule::countWords(std::string_view line) {
  wordsOfLine.assign(line);
  return wordsOfLine.size();
}

void C4Rule::removeLine(std::string_view rule, std::string_view line, Edits &edits) {
  words -= countWords(line);
  edits.add(rule, line.size());
}

void C4Rule::addLine(std::string_view line, Edits &edits) {
  if (occurring.longWords && longestWord(line) > settings.max_word_length())
    return removeLine("c4.max_word_length", line, edits);
  size_t spaced = countSpaced(line, settings.min_words_per_line());
  size_t bytes = line.size();
  if (occurring.citations)
    line = removeCitations(line, edits);
  // "use cook[1]ies" occurs once the citation is cut.
  std::string_view rule =
      findUnwanted(line, spaced, line.size() < bytes ? whatIsUnwanted() : occurring);
  if (rule == "c4.lorem_ipsum" || rule == "c4.curly_bracket") {
    removal = {rule, 1, 0};
    return;
  }
  if (!rule.empty())
    return removeLine(rule, line, edits);
  if (keptLines++ > 0)
    keptText += '\n';
  keptText += line;
}

/// Of all lines that are kept, each of which has one at least. Counting may end at `most`.
size_t C4Rule::countSentences(size_t most) {
  if (keptLines >= most)
    return keptLines;
  size_t sentences = 0, at = 0;
  for (size_t line = 0; line < keptLines && sentences < most; ++line) {
    size_t end = std::min(keptText.find('\n', at), keptText.size());
    sentences += counter.count(std::string_view(keptText).substr(at, end - at), most - sentences);
    at = end + 1;
  }
  return sentences;
}

std::optional<Removal> C4Rule::apply(const TextStatistics &document, Edits &edits) {
  keptText.clear();
  words = document.wordCount();
  if (!settings.enabled()) {
    keptText = document.text();
    return std::nullopt;
  }
  occurring = whatOccurs(document);
  removal.reset();
  keptLines = 0;
  document.forEachLine([&](std::string_view line) {
    if (!removal)
      addLine(runtime::trim(line), edits);
  });
  if (removal)
    return removal;
  size_t sentences = countSentences(settings.min_sentences());
  if (sentences < settings.min_sentences())
    return Removal{"c4.min_sentences", double(sentences), double(settings.min_sentences())};
  keptText.resize(runtime::trimBack(keptText).size());
  keptText.erase(0, keptText.size() - runtime::trimFront(keptText).size());
  return std::nullopt;
}

} // namespace heddle::corpus
