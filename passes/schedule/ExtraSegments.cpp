//===- ExtraSegments.cpp - segments without a block -----------------------===//

#include "passes/schedule/ExtraSegments.h"

using namespace mlir;

namespace heddle::schedule {

exec::SegmentOp ExtraSegments::make(Location loc, StringRef name, ArrayRef<int64_t> frameBytes,
                                    ArrayRef<bool> written) {
  OpBuilder builder(module.getContext());
  SmallVector<Attribute> frames;
  for (auto [index, isWritten] : llvm::enumerate(written))
    frames.push_back(exec::FrameAttr::get(builder.getContext(),
                                          builder.getStringAttr("frame" + Twine(index)),
                                          exec::MemoryClass::Activation, !isWritten, isWritten));
  auto segment =
      exec::SegmentOp::create(builder, loc, name, builder.getArrayAttr(frames), llvm::APFloat(0.0));
  Block &body = segment.getBody().emplaceBlock();
  for (int64_t bytes : frameBytes)
    body.addArgument(exec::BufferType::get(builder.getContext(), bytes), loc);
  symbols.insert(segment);
  return segment;
}

exec::SegmentOp ExtraSegments::getExchange(Location loc, ArrayRef<Message> messages) {
  exec::SegmentOp &segment = exchanges[messages.vec()];
  if (segment)
    return segment;
  SmallVector<int64_t> bytes, sendStages, receiveStages, sendValues, receiveValues;
  SmallVector<bool> written;
  for (const Message &message : messages) {
    bytes.push_back(message.bytes);
    written.push_back(!message.send);
    (message.send ? sendStages : receiveStages).push_back(message.stage);
    (message.send ? sendValues : receiveValues).push_back(message.value);
  }
  segment = make(loc, "segment.exchange", bytes, written);
  Block &body = segment.getBody().front();
  SmallVector<Value> sends, receives;
  for (auto [message, frame] : llvm::zip_equal(messages, body.getArguments()))
    (message.send ? sends : receives).push_back(frame);
  OpBuilder builder = OpBuilder::atBlockEnd(&body);
  exec::ExchangeOp::create(builder, loc, sends, receives, sendStages, receiveStages, sendValues,
                           receiveValues);
  return segment;
}

exec::SegmentOp ExtraSegments::getCopy(Location loc, int64_t bytes) {
  exec::SegmentOp &segment = copies[bytes];
  if (segment)
    return segment;
  segment = make(loc, "segment.copy", {bytes, bytes}, {false, true});
  Block &body = segment.getBody().front();
  OpBuilder builder = OpBuilder::atBlockEnd(&body);
  exec::CopyOp::create(builder, loc, body.getArgument(0), body.getArgument(1));
  return segment;
}

} // namespace heddle::schedule
