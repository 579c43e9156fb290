//===- PreTokenizer.h - a text cut into pieces ------------------*- C++ -*-===//
//
// Four regular expressions, of tiktoken and of Llama 3, scanned by hand in linear time:
//
//   gpt2    '(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s
//
//   cl100k  '(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+|
//           ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s
//
//   llama3  (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|
//           ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
//           which differs from cl100k in spaces at the end of a text only
//
//   o200k   [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+S?|
//           [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*S?|
//           \p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
//           with S = (?i:'s|'t|'re|'ve|'m|'ll|'d)
//
//===----------------------------------------------------------------------===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENIZER_PRETOKENIZER_H
#define HEDDLE_RUNTIME_DATA_TOKENIZER_PRETOKENIZER_H

#include <cstddef>
#include <optional>
#include <string_view>

namespace heddle::runtime {

enum class PreTokenizer { Gpt2, Cl100k, Llama3, O200k };

/// "gpt2", "cl100k", "llama3", "o200k".
std::string_view nameOf(PreTokenizer kind);
/// Nothing for other names.
std::optional<PreTokenizer> findPreTokenizer(std::string_view name);

/// The end of the piece that begins at byte `begin` < text.size(): more than `begin`. Pieces cover
/// the text. Bytes that are no UTF-8 are characters that are neither letters, numbers nor spaces.
size_t findPieceEnd(PreTokenizer kind, std::string_view text, size_t begin);

/// Calls `use` with each piece of `text`.
template <typename Use>
void forEachPiece(PreTokenizer kind, std::string_view text, const Use &use) {
  for (size_t begin = 0; begin < text.size();) {
    size_t end = findPieceEnd(kind, text, begin);
    use(text.substr(begin, end - begin));
    begin = end;
  }
}

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENIZER_PRETOKENIZER_H
