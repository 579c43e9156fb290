//===- FieldMutation.cpp - a program with one field changed ---------------===//

#include "test/runtime/program/FieldMutation.h"

#include <limits>
#include <vector>

namespace heddle::test {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

/// A field of one message in the tree.
struct Place {
  Message *message;
  const FieldDescriptor *field;
};

void collect(Message &message, std::vector<Place> &places) {
  const auto *reflection = message.GetReflection();
  std::vector<const FieldDescriptor *> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor *field : fields) {
    places.push_back({&message, field});
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
      continue;
    if (!field->is_repeated())
      collect(*reflection->MutableMessage(&message, field), places);
    for (int i = 0; field->is_repeated() && i < reflection->FieldSize(message, field); ++i)
      collect(*reflection->MutableRepeatedMessage(&message, field, i), places);
  }
}

template <typename Number> Number mutateNumber(Number value, std::mt19937_64 &random) {
  using Limits = std::numeric_limits<Number>;
  // Wraps around where it would overflow.
  auto plus = [&](uint64_t amount) { return Number(uint64_t(value) + amount); };
  const Number choices[] = {
      Number(0), Number(1),     plus(1),          plus(uint64_t(-1)), plus(4),
      plus(64),  Limits::max(), Limits::lowest(), Limits::max() / 2,  plus(uint64_t(value))};
  return choices[random() % std::size(choices)];
}

void mutateList(Place place, std::mt19937_64 &random) {
  const auto *reflection = place.message->GetReflection();
  int size = reflection->FieldSize(*place.message, place.field);
  int at = int(random() % uint64_t(size));
  reflection->SwapElements(place.message, place.field, at, size - 1);
  if (random() % 2 == 0)
    return; // moved
  if (random() % 2 == 0 || place.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
    return reflection->RemoveLast(place.message, place.field);
  const Message &last = reflection->GetRepeatedMessage(*place.message, place.field, size - 1);
  Message *copy = last.New();
  copy->CopyFrom(last);
  reflection->AddAllocatedMessage(place.message, place.field, copy);
}

void mutateElement(Place place, std::mt19937_64 &random) {
  const auto *r = place.message->GetReflection();
  Message *m = place.message;
  const FieldDescriptor *f = place.field;
  int at = int(random() % uint64_t(r->FieldSize(*m, f)));
  switch (f->cpp_type()) {
  case FieldDescriptor::CPPTYPE_UINT32:
    return r->SetRepeatedUInt32(m, f, at, mutateNumber(r->GetRepeatedUInt32(*m, f, at), random));
  case FieldDescriptor::CPPTYPE_UINT64:
    return r->SetRepeatedUInt64(m, f, at, mutateNumber(r->GetRepeatedUInt64(*m, f, at), random));
  case FieldDescriptor::CPPTYPE_INT64:
    return r->SetRepeatedInt64(m, f, at, mutateNumber(r->GetRepeatedInt64(*m, f, at), random));
  case FieldDescriptor::CPPTYPE_ENUM:
    return r->SetRepeatedEnumValue(m, f, at, int(random() % 12));
  default:
    return mutateList(place, random);
  }
}

void mutateSingle(Place place, std::mt19937_64 &random) {
  const auto *r = place.message->GetReflection();
  Message *m = place.message;
  const FieldDescriptor *f = place.field;
  switch (f->cpp_type()) {
  case FieldDescriptor::CPPTYPE_UINT32:
    return r->SetUInt32(m, f, mutateNumber(r->GetUInt32(*m, f), random));
  case FieldDescriptor::CPPTYPE_UINT64:
    return r->SetUInt64(m, f, mutateNumber(r->GetUInt64(*m, f), random));
  case FieldDescriptor::CPPTYPE_INT64:
    return r->SetInt64(m, f, mutateNumber(r->GetInt64(*m, f), random));
  case FieldDescriptor::CPPTYPE_ENUM:
    return r->SetEnumValue(m, f, int(random() % 12));
  case FieldDescriptor::CPPTYPE_BOOL:
    return r->SetBool(m, f, !r->GetBool(*m, f));
  default:
    return r->ClearField(m, f);
  }
}

} // namespace

std::string mutateField(Message &message, std::mt19937_64 &random) {
  std::vector<Place> places;
  collect(message, places);
  if (places.empty())
    return "";
  Place place = places[random() % places.size()];
  if (!place.field->is_repeated())
    mutateSingle(place, random);
  else if (random() % 2 == 0)
    mutateList(place, random);
  else
    mutateElement(place, random);
  return place.field->full_name();
}

} // namespace heddle::test
