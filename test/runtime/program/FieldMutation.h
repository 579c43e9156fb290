//===- FieldMutation.h - a program with one field changed -------*- C++ -*-===//

#ifndef HEDDLE_TEST_RUNTIME_PROGRAM_FIELDMUTATION_H
#define HEDDLE_TEST_RUNTIME_PROGRAM_FIELDMUTATION_H

#include "runtime/program/program.pb.h"

#include <random>

namespace heddle::test {

/// Changes one field somewhere in `message`: numbers become 0, a neighbour or an extreme; an
/// element of a list is lost, doubled or moved. Unlike flipped bytes, every change parses, and all
/// parts of a program are hit alike. Returns the name of the field; empty if the message has none.
std::string mutateField(google::protobuf::Message &message, std::mt19937_64 &random);

} // namespace heddle::test

#endif // HEDDLE_TEST_RUNTIME_PROGRAM_FIELDMUTATION_H
