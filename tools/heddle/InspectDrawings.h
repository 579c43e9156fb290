//===- InspectDrawings.h - drawings of a program as SVG ---------*- C++ -*-===//

#ifndef HEDDLE_TOOLS_HEDDLE_INSPECTDRAWINGS_H
#define HEDDLE_TOOLS_HEDDLE_INSPECTDRAWINGS_H

#include "tools/facts/Memory.h"
#include "tools/facts/Timeline.h"

#include <ostream>
#include <string>
#include <vector>

namespace heddle::tools {

/// One bar of slots per stage. Colours are the classes forward, backward, step of the page's style.
void drawTimeline(const facts::Timeline &timeline, std::ostream &os);

/// A stacked bar of the classes of an arena, with its legend. Colours are the classes of the style
/// named as the memory classes are.
void drawArena(const facts::ClassBytes &map, std::ostream &os);

/// Stacked areas of live bytes by row, under the line of the arena.
void drawLiveBytes(const std::vector<facts::ClassBytes> &trace, uint64_t arenaBytes,
                   std::ostream &os);

} // namespace heddle::tools

#endif // HEDDLE_TOOLS_HEDDLE_INSPECTDRAWINGS_H
