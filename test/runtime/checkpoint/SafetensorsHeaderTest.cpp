//===- SafetensorsHeaderTest.cpp - what the format forbids ------*- C++ -*-===//

#include "runtime/checkpoint/Safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace heddle::runtime;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

TEST(SafetensorsHeader, TensorsInTheOrderOfTheData) {
  Result<SafetensorsHeader> header = parseSafetensorsHeader(
      R"({"b": {"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]},
          "a": {"dtype": "I64", "shape": [], "data_offsets": [0, 8]},
          "empty": {"dtype": "BF16", "shape": [0, 7], "data_offsets": [8, 8]},
          "__metadata__": {"format": "pt"}}   )",
      32);
  ASSERT_TRUE(header.ok()) << header.status().str();
  ASSERT_EQ(header->tensors.size(), 3u);
  EXPECT_EQ(header->tensors[0].name, "a");
  EXPECT_EQ(header->tensors[1].name, "empty");
  EXPECT_EQ(header->tensors[2].name, "b");
  EXPECT_THAT(header->tensors[2].shape, ElementsAre(2, 3));
  EXPECT_EQ(header->metadata.at("format"), "pt");
}

TEST(SafetensorsHeader, NoTensors) { EXPECT_TRUE(parseSafetensorsHeader("{}", 0).ok()); }

struct Attack {
  const char *name;
  std::string json;
  const char *message;
};

/// A header with one tensor "a" made of the three given fields.
std::string one(const std::string &dtype, const std::string &shape, const std::string &offsets) {
  return R"({"a": {"dtype": )" + dtype + R"(, "shape": )" + shape + R"(, "data_offsets": )" +
         offsets + "}}";
}

/// Two F32 tensors "a", "b" of 2 elements at the given offsets.
std::string two(const std::string &a, const std::string &b) {
  return R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": )" + a +
         R"(}, "b": {"dtype": "F32", "shape": [2], "data_offsets": )" + b + "}}";
}

class SafetensorsAttack : public testing::TestWithParam<Attack> {};

// All headers stand before 16 bytes of data.
TEST_P(SafetensorsAttack, IsRefused) {
  Result<SafetensorsHeader> header = parseSafetensorsHeader(GetParam().json, 16);
  ASSERT_FALSE(header.ok());
  EXPECT_THAT(header.status().message(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Headers, SafetensorsAttack,
    testing::Values(
        Attack{"Empty", "", "begin with '{'"}, //
        Attack{"LeadingSpace", " {}", "begin with '{'"}, Attack{"Array", "[]", "begin with '{'"},
        Attack{"CutOff", R"({"a": {"dtype")", "not a JSON object"},
        Attack{"TrailingText", R"({} x)", "not a JSON object"},
        Attack{"TwoObjects", R"({}{})", "not a JSON object"},
        Attack{"NotUtf8", "{\"\xff\": 1}", "not a JSON object"},
        Attack{"Deep", R"({"a":)" + std::string(100000, '['), "nested too deeply"},
        Attack{"DuplicateTensor",
               R"({"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]},
                   "a": {"dtype": "I32", "shape": [4], "data_offsets": [0, 16]}})",
               "'a' occurs twice"},
        Attack{"DuplicateEscapedName",
               R"({"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]},
                   "\u0061": {"dtype": "I32", "shape": [4], "data_offsets": [0, 16]}})",
               "'a' occurs twice"},
        Attack{"DuplicateField",
               R"({"a": {"dtype": "F32", "dtype": "I32", "shape": [4], "data_offsets": [0, 16]}})",
               "'dtype' occurs twice"},
        Attack{"DuplicateMetadata", R"({"__metadata__": {}, "__metadata__": {}})", "occurs twice"},
        Attack{"MetadataNumber", R"({"__metadata__": {"a": 1}})", "text to text"},
        Attack{"MetadataList", R"({"__metadata__": []})", "text to text"},
        Attack{"TensorIsNumber", R"({"a": 3})", "exactly dtype, shape and data_offsets"},
        Attack{"MissingDtype", R"({"a": {"shape": [4], "data_offsets": [0, 16]}})", "exactly"},
        Attack{"MissingShape", R"({"a": {"dtype": "F32", "data_offsets": [0, 16]}})", "exactly"},
        Attack{"MissingOffsets", R"({"a": {"dtype": "F32", "shape": [4]}})", "exactly"},
        Attack{"UnknownField",
               R"({"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16], "x": 1}})",
               "exactly"},
        Attack{"DtypeNumber", one("32", "[4]", "[0, 16]"), "exactly"},
        Attack{"UnknownDtype", one("\"F31\"", "[4]", "[0, 16]"), "unknown dtype 'F31'"},
        Attack{"ShapeNotList", one("\"F32\"", "4", "[0, 16]"), "shape: must be a list"},
        Attack{"NegativeSize", one("\"F32\"", "[-4]", "[0, 16]"), "non-negative integers"},
        Attack{"FractionalSize", one("\"F32\"", "[4.0]", "[0, 16]"), "non-negative integers"},
        Attack{"SizeOver64Bits", one("\"F32\"", "[18446744073709551620]", "[0, 16]"),
               "non-negative integers"},
        Attack{"ShapeOverflows", one("\"F32\"", "[4294967296, 4294967297]", "[0, 16]"),
               "overflows"},
        // 2^62 elements of 4 bytes are 0 bytes modulo 2^64.
        Attack{"BytesOverflow", one("\"F32\"", "[4611686018427387904]", "[0, 0]"), "overflows"},
        Attack{"NestedShape", one("\"F32\"", "[[4]]", "[0, 16]"), "nested too deeply"},
        Attack{"OneOffset", one("\"F32\"", "[4]", "[16]"), "[begin, end]"},
        Attack{"ThreeOffsets", one("\"F32\"", "[4]", "[0, 16, 16]"), "[begin, end]"},
        Attack{"OffsetText", one("\"F32\"", "[4]", "[\"0\", 16]"), "data_offsets: must be a list"},
        Attack{"NegativeOffset", one("\"F32\"", "[4]", "[-16, 0]"), "data_offsets: must be a list"},
        Attack{"BackwardOffsets", one("\"F32\"", "[4]", "[16, 0]"), "do not span"},
        Attack{"TooManyBytes", one("\"F32\"", "[3]", "[0, 16]"), "do not span the 12 bytes"},
        Attack{"TooFewBytes", one("\"F64\"", "[4]", "[0, 16]"), "do not span the 32 bytes"},
        Attack{"BeyondTheFile", one("\"F32\"", "[8]", "[0, 32]"), "end at byte 32 of 16"},
        Attack{"BytesAfterTheLast", one("\"F32\"", "[2]", "[0, 8]"), "end at byte 8 of 16"},
        Attack{"NoTensorsButData", "{}", "end at byte 0 of 16"},
        Attack{"StartsLate", one("\"F32\"", "[2]", "[8, 16]"), "begins at byte 8"},
        Attack{"Gap", two("[0, 8]", "[9, 17]"), "begins at byte 9"},
        Attack{"Overlap", two("[0, 8]", "[4, 12]"), "overlaps"},
        Attack{"SamePlace", two("[0, 8]", "[0, 8]"), "overlaps"}),
    [](const testing::TestParamInfo<Attack> &info) { return info.param.name; });

} // namespace
