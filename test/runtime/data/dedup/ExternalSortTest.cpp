//===- ExternalSortTest.cpp - records of all units in order ---------------===//

#include "runtime/data/dedup/ExternalSort.h"
#include "runtime/data/dedup/NearRecords.h"
#include "runtime/data/dedup/PlacedHash.h"
#include "runtime/data/dedup/RecordWriter.h"
#include "test/runtime/Files.h"
#include "test/runtime/data/dedup/RandomTexts.h"

#include <csignal>
#include <sys/resource.h>

using namespace heddle::corpus;
using namespace heddle::test;
using heddle::runtime::Status;

namespace {

class ExternalSortTest : public FolderTest {
protected:
  RecordFolder folderOf(uint32_t units, uint32_t partitions) {
    return {folder + "/records", units, partitions};
  }

  /// Writes `records` dealt to the units in turn, whole and committed.
  template <typename R> void write(const RecordFolder &to, const std::vector<R> &records) {
    for (uint32_t unit = 0; unit < to.units; ++unit) {
      auto writer = RecordWriter<R>::create(to, unit);
      ASSERT_TRUE(writer.ok()) << writer.status().str();
      for (size_t i = unit; i < records.size(); i += to.units)
        writer->add(records[i]);
      Status status = writer->commit();
      ASSERT_TRUE(status.ok()) << status.str();
    }
  }

  /// The records of all partitions in turn; checks that keys are together and begin as they say.
  template <typename R> std::vector<R> read(const RecordFolder &from, uint64_t memory) {
    std::vector<R> all;
    for (uint32_t partition = 0; partition < from.partitions; ++partition) {
      bool begins = true;
      Status status =
          forEachSorted<R>(from, partition, {memory, folder}, [&](const R &record, bool isFirst) {
            EXPECT_EQ(record.partitionIn(from.partitions), partition);
            EXPECT_EQ(isFirst, begins || !record.hasKeyOf(all.back()));
            begins = false;
            all.push_back(record);
          });
      EXPECT_TRUE(status.ok()) << status.str();
    }
    return all;
  }

  std::vector<BandRecord> randomBands(size_t count, uint64_t keys) {
    Random random(7);
    std::vector<BandRecord> records;
    for (size_t i = 0; i < count; ++i)
      records.push_back({random.below(keys) * (~uint64_t(0) / keys), random.below(1000)});
    return records;
  }
};

} // namespace

TEST_F(ExternalSortTest, AnyCutAndMemoryGiveTheSameOrder) {
  std::vector<BandRecord> records = randomBands(200000, 50000), sorted = records;
  std::sort(sorted.begin(), sorted.end());
  for (uint32_t units : {1u, 7u})
    for (uint32_t partitions : {1u, 5u, 64u}) {
      RecordFolder to = folderOf(units, partitions);
      write(to, records);
      // 3.2 MB in one partition: in memory, a merge of a few runs, merges of merges.
      for (uint64_t memory : {uint64_t(64) << 20, uint64_t(1) << 20, uint64_t(1)})
        EXPECT_EQ(read<BandRecord>(to, memory), sorted)
            << units << " " << partitions << " " << memory;
    }
  // Nothing stays behind.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(ExternalSortTest, SkewedKeysAreSorted) {
  // All the same, nearly all the same, and neighbours at the end of the range.
  for (uint64_t base : {uint64_t(0), ~uint64_t(0) - 3}) {
    std::vector<BandRecord> records;
    Random random(3);
    for (size_t i = 0; i < 50000; ++i)
      records.push_back(
          {base + (random.below(100) == 0 ? random.below(4) : 0), random.below(1000)});
    RecordFolder to = folderOf(2, 3);
    write(to, records);
    std::sort(records.begin(), records.end());
    EXPECT_EQ(read<BandRecord>(to, 1 << 20), records);
  }
}

TEST_F(ExternalSortTest, DocumentsAreWithTheirUnit) {
  std::vector<RepeatedPlace> records;
  for (uint32_t unit = 0; unit < 4; ++unit)
    for (uint32_t index = 5; index-- > 0;)
      records.push_back({makeDocumentId(unit, index), 0, 1, 0});
  RecordFolder to = folderOf(3, 4);
  write(to, records);
  std::vector<RepeatedPlace> ofTwo;
  Status status = forEachSorted<RepeatedPlace>(
      to, 2, {1 << 20, folder}, [&](const RepeatedPlace &place, bool) { ofTwo.push_back(place); });
  ASSERT_TRUE(status.ok());
  ASSERT_EQ(ofTwo.size(), 5u);
  for (uint32_t index = 0; index < 5; ++index)
    EXPECT_EQ(ofTwo[index].id, makeDocumentId(2, index));
}

TEST_F(ExternalSortTest, NoRecordsAreNoError) {
  RecordFolder to = folderOf(3, 4);
  write(to, std::vector<BandRecord>());
  EXPECT_TRUE(read<BandRecord>(to, 1 << 20).empty());
}

TEST_F(ExternalSortTest, AUnitThatIsNotFinishedIsNamed) {
  RecordFolder to = folderOf(3, 4);
  write(to, randomBands(1000, 100));
  {
    // A process that dies before commit() leaves no file of the unit's name.
    std::filesystem::remove(to.fileOf(1));
    auto killed = RecordWriter<BandRecord>::create(to, 1);
    ASSERT_TRUE(killed.ok());
    killed->add({1, 2});
  }
  Status status = forEachSorted<BandRecord>(to, 0, {1 << 20, folder}, [](auto &, bool) {});
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.message().find(to.fileOf(1)), std::string::npos) << status.str();
  EXPECT_NE(status.hint().find("run it again"), std::string::npos);
}

TEST_F(ExternalSortTest, EveryDamagedByteIsFound) {
  RecordFolder to = folderOf(1, 2);
  write(to, randomBands(5, 100));
  std::string whole = contentOf(to.fileOf(0));
  auto isRefused = [&](const std::string &content) {
    std::ofstream(to.fileOf(0), std::ios::binary) << content;
    bool failed = false;
    for (uint32_t partition = 0; partition < 2; ++partition) {
      Status status =
          forEachSorted<BandRecord>(to, partition, {1 << 20, folder}, [](auto &, bool) {});
      failed |= !status.ok();
      if (!status)
        EXPECT_NE(status.message().find(to.fileOf(0)), std::string::npos) << status.str();
    }
    return failed;
  };
  EXPECT_FALSE(isRefused(whole));
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = char(damaged[at] ^ 1);
    EXPECT_TRUE(isRefused(damaged)) << "byte " << at;
    EXPECT_TRUE(isRefused(whole.substr(0, at))) << "cut at " << at;
  }
  EXPECT_TRUE(isRefused(whole + whole));
}

TEST_F(ExternalSortTest, FilesOfAnotherLayoutAreRefused) {
  write(folderOf(1, 4), randomBands(10, 10));
  Status other =
      forEachSorted<BandRecord>(folderOf(1, 8), 0, {1 << 20, folder}, [](auto &, bool) {});
  EXPECT_NE(other.message().find("4 partitions of records of 16 bytes, not 8 of 16"),
            std::string::npos)
      << other.str();
  EXPECT_FALSE(
      forEachSorted<PlacedHash>(folderOf(1, 4), 0, {1 << 20, folder}, [](auto &, bool) {}).ok());
}

TEST_F(ExternalSortTest, AFullDiskIsAnErrorThatNamesTheFile) {
  RecordFolder to = folderOf(1, 1);
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = {100000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  Status status = [&] {
    auto writer = RecordWriter<BandRecord>::create(to, 0);
    for (const BandRecord &record : randomBands(100000, 1000))
      writer->add(record);
    return writer->commit();
  }();
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.message().find(to.fileOf(0)), std::string::npos) << status.str();
  // What was written takes no room.
  EXPECT_TRUE(std::filesystem::is_empty(to.path));
}

TEST_F(ExternalSortTest, ATemporaryFolderThatIsMissingIsNamed) {
  RecordFolder to = folderOf(1, 1);
  write(to, randomBands(100000, 1000));
  Status status = forEachSorted<BandRecord>(to, 0, {1, folder + "/none"}, [](auto &, bool) {});
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.message().find(folder + "/none/"), std::string::npos) << status.str();
}
