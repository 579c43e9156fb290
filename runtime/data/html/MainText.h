//===- MainText.h - what a reader of a page reads ---------------*- C++ -*-===//

#ifndef HEDDLE_RUNTIME_DATA_HTML_MAINTEXT_H
#define HEDDLE_RUNTIME_DATA_HTML_MAINTEXT_H

#include "runtime/base/Status.h"

#include <string>
#include <string_view>

namespace heddle::corpus {

/// The main text of an HTML page in UTF-8, without navigation, banners and forms; empty if it has
/// none. Paragraphs, headings, lists, tables and preformatted text are divided by empty lines. An
/// item of a list is a line that begins with "- " or its number, a row of a table is a line whose
/// cells are divided by tabs, preformatted text is as it is, other white space is a space. Time is
/// linear in the page, for every input; beside a few copies of the page it needs 300 MB at most.
/// Fails on a page of more than a million tags.
runtime::Result<std::string> extractMainText(std::string_view html);

} // namespace heddle::corpus

#endif // HEDDLE_RUNTIME_DATA_HTML_MAINTEXT_H
