//===- TokenFiles.h - token files as what a run reads -----------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_TOKENFILES_H
#define HEDDLE_RUNTIME_DATA_TOKENFILES_H

#include "runtime/data/TokenSource.h"
#include "runtime/data/tokens/TokenView.h"

namespace heddle::runtime {

/// One or more token files of one tokenizer, one after the other.
class TokenFiles : public TokenSource {
public:
  /// Fails if the tokenizer has more tokens than a model of `vocab`; fewer are fine, the rest of
  /// the model's rows is padding.
  static Result<TokenFiles> open(const std::vector<std::string> &paths, uint64_t vocab);

  const corpus::TokenView &getView() const { return view; }

  uint64_t size() const override { return view.size(); }
  Status read(uint64_t first, std::span<uint32_t> tokens) const override;
  Result<uint64_t> fingerprint() const override { return view.fingerprint(); }
  Status checkUnchanged() const override { return view.checkUnchanged(); }
  void findStarts(uint64_t first, uint64_t last, std::vector<uint64_t> &starts) const override;
  double bytesPerToken() const override { return double(view.textBytes()) / double(view.size()); }

private:
  TokenFiles(corpus::TokenView view, uint64_t vocab) : view(std::move(view)), vocab(vocab) {}

  corpus::TokenView view;
  uint64_t vocab;
};

} // namespace heddle::runtime

#endif // HEDDLE_RUNTIME_DATA_TOKENFILES_H
