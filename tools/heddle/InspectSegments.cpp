//===- InspectSegments.cpp - frames and instructions ----------------------===//

#include "runtime/base/Format.h"
#include "tools/facts/Names.h"
#include "tools/heddle/Inspect.h"
#include "tools/heddle/InspectInstructions.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>

using namespace heddle::program;

namespace heddle::tools {

static bool isShown(const Inspection &in, const Segment &segment) {
  return in.segment.empty() || segment.name() == in.segment ||
         segment.name() == "segment." + in.segment;
}

/// "train 8x, eval 8x": rows of all roles that run the segment.
static std::string describeRuns(const Program &program, int number) {
  std::string text;
  for (const Entry &entry : program.roles(0).entries()) {
    uint64_t runs = 0;
    for (const Role &role : program.roles())
      if (const Entry *own = facts::findEntry(role, entry.name()))
        runs += uint64_t(std::count_if(own->rows().begin(), own->rows().end(), [&](const Row &row) {
          return row.segment() == uint32_t(number);
        }));
    if (runs > 0)
      text += (text.empty() ? "" : ", ") + entry.name() + " " + std::to_string(runs) + "x";
  }
  return text.empty() ? "never" : text;
}

static std::string describeAccess(const Segment::Frame &frame) {
  return frame.read() && frame.written() ? "read, written"
         : frame.written()               ? "written"
         : frame.read()                  ? "read"
                                         : "";
}

static void printSegment(const Program &program, int number, std::ostream &os) {
  const Segment &segment = program.segments(number);
  os << segment.name() << ": " << segment.instructions_size()
     << (segment.instructions_size() == 1 ? " instruction, " : " instructions, ")
     << formatCount(segment.flops(), "FLOP") << "; runs: " << describeRuns(program, number) << "\n";
  TextTable frames({"frame", "bytes", "class", "access"});
  for (const Segment::Frame &frame : segment.frames())
    frames.add({frame.name(), formatBytes(double(frame.bytes())),
                facts::className(frame.memory_class()), describeAccess(frame)});
  if (!frames.empty())
    frames.print(os);
  TextTable instructions({"", "instruction", "operands", "spec"});
  for (int i = 0; i < segment.instructions_size(); ++i) {
    const Instruction &instruction = segment.instructions(i);
    instructions.add({std::to_string(i), instructionName(instruction),
                      describeInstruction(program, segment, instruction),
                      facts::locationName(program, instruction.location())});
  }
  if (!instructions.empty())
    instructions.print(os);
}

void printSegments(const Inspection &in, std::ostream &os) {
  bool first = true;
  for (int i = 0; i < in.program.segments_size(); ++i)
    if (isShown(in, in.program.segments(i))) {
      os << (first ? "" : "\n");
      printSegment(in.program, i, os);
      first = false;
    }
}

/// Protobuf writes 64-bit numbers as strings; here nothing else begins with a digit or a sign.
static void unquoteNumbers(Json &json) {
  if (json.is_structured())
    for (Json &item : json)
      unquoteNumbers(item);
  else if (json.is_string() && !json.get_ref<const std::string &>().empty() &&
           json.get_ref<const std::string &>().find_first_not_of("-0123456789") ==
               std::string::npos)
    json = Json::parse(json.get<std::string>());
}

static Json instructionToJson(const Program &program, const Segment &segment,
                              const Instruction &instruction) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  Json fields = Json::object();
  if (google::protobuf::util::MessageToJsonString(instruction, &text, options).ok())
    fields = Json::parse(text);
  std::string name = instructionName(instruction);
  Json operands = fields.contains(name) ? fields[name] : Json::object();
  unquoteNumbers(operands);
  return {{"instruction", name},
          {"text", describeInstruction(program, segment, instruction)},
          {"operands", operands},
          {"location", facts::locationName(program, instruction.location())}};
}

Json segmentsToJson(const Inspection &in) {
  Json list = Json::array();
  for (const Segment &segment : in.program.segments()) {
    if (!isShown(in, segment))
      continue;
    Json frames = Json::array(), instructions = Json::array();
    for (const Segment::Frame &frame : segment.frames())
      frames.push_back({{"name", frame.name()},
                        {"bytes", frame.bytes()},
                        {"class", facts::className(frame.memory_class())},
                        {"read", frame.read()},
                        {"written", frame.written()}});
    for (const Instruction &instruction : segment.instructions())
      instructions.push_back(instructionToJson(in.program, segment, instruction));
    list.push_back({{"name", segment.name()},
                    {"flops", segment.flops()},
                    {"scalars", segment.scalars()},
                    {"frames", frames},
                    {"instructions", instructions}});
  }
  return list;
}

} // namespace heddle::tools
