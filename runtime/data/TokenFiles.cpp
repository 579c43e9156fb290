//===- TokenFiles.cpp - token files as what a run reads ---------*- C++ -*-===//

#include "runtime/data/TokenFiles.h"

#include <algorithm>

namespace heddle::runtime {

Result<TokenFiles> TokenFiles::open(const std::vector<std::string> &paths, uint64_t vocab) {
  Result<corpus::TokenView> view = corpus::TokenView::open(paths);
  if (!view)
    return view.status();
  std::string name = "token file '" + paths.front() + "'";
  if (view->size() == 0 || view->textBytes() == 0)
    return error(name + " holds no text");
  if (uint64_t own = view->origin().vocab; own > vocab)
    return error(name + " is of a tokenizer of " + std::to_string(own) +
                     " tokens, but the model's vocab is " + std::to_string(vocab),
                 "compile the model with a vocab of at least " + std::to_string(own));
  return TokenFiles(std::move(*view), vocab);
}

Status TokenFiles::read(uint64_t first, std::span<uint32_t> tokens) const {
  view.read(first, tokens);
  auto bad = std::ranges::find_if(tokens, [&](uint32_t token) { return token >= vocab; });
  if (bad == tokens.end())
    return {};
  return error("token " + std::to_string(first + (bad - tokens.begin())) + " of the data is " +
                   std::to_string(*bad) + ", but the model's vocab is " + std::to_string(vocab),
               "a token file is damaged; write it again");
}

void TokenFiles::findStarts(uint64_t first, uint64_t last, std::vector<uint64_t> &starts) const {
  uint64_t document = first == 0 ? 0 : view.documentOf(first - 1) + 1;
  for (; document < view.documents(); ++document) {
    uint64_t start = view.startOf(document);
    if (start >= last)
      break;
    starts.push_back(start);
  }
}

} // namespace heddle::runtime
