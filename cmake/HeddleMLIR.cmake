# LLVM/MLIR 22.1 as Debian ships it: one shared library each. Never link the static MLIR libraries beside libMLIR.so.
find_package(MLIR 22.1 REQUIRED CONFIG HINTS /usr/lib/llvm-22/lib/cmake/mlir)
list(APPEND CMAKE_MODULE_PATH "${MLIR_CMAKE_DIR}" "${LLVM_CMAKE_DIR}")
include(TableGen)
include(AddLLVM)
include(AddMLIR)
include_directories(SYSTEM ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
separate_arguments(LLVM_DEFINITIONS_LIST NATIVE_COMMAND ${LLVM_DEFINITIONS})
add_definitions(${LLVM_DEFINITIONS_LIST})

# All of MLIR that a pass file normally includes, compiled once.
file(WRITE ${CMAKE_BINARY_DIR}/pch/pch.cpp "")
add_library(HeddlePCH STATIC ${CMAKE_BINARY_DIR}/pch/pch.cpp)
target_precompile_headers(HeddlePCH PUBLIC ${CMAKE_SOURCE_DIR}/cmake/pch.h)
set_target_properties(HeddlePCH PROPERTIES POSITION_INDEPENDENT_CODE OFF)
target_compile_options(HeddlePCH PRIVATE -fPIC -Xclang -fno-pch-timestamp)

# heddle_mlir_library(<name> [DEPENDS targets] [LINK libraries]): a heddle_library that sees MLIR.
function(heddle_mlir_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  heddle_library(${name} DEPENDS ${ARG_DEPENDS} LINK ${ARG_LINK} MLIR LLVM)
  get_target_property(type ${name} TYPE)
  if(NOT type STREQUAL "INTERFACE_LIBRARY")
    heddle_use_pch(${name})
  endif()
endfunction()

function(heddle_use_pch name)
  target_precompile_headers(${name} REUSE_FROM HeddlePCH)
  # An executable's -fPIE would not match the header, which was compiled with -fPIC.
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${name} PRIVATE -fPIC -Xclang -fno-pch-timestamp)
endfunction()

set(HEDDLE_OPT_STAGES "" CACHE STRING "link only these stages into heddle-opt, for a quick edit loop; empty: all")

# heddle_pass_stage(<folder name> <Library> [LINK ...]): Passes.td -> Passes.h.inc and the library of a stage folder.
# `autodiff` gets registerAutodiffPasses(), which heddle-opt calls by itself.
function(heddle_pass_stage stage library)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  string(SUBSTRING ${stage} 0 1 initial)
  string(SUBSTRING ${stage} 1 -1 rest)
  string(TOUPPER ${initial} initial)
  set(LLVM_TARGET_DEFINITIONS Passes.td)
  mlir_tablegen(Passes.h.inc -gen-pass-decls -name ${initial}${rest})
  add_public_tablegen_target(${library}PassesIncGen)
  heddle_mlir_library(${library} DEPENDS ${library}PassesIncGen LINK ${ARG_LINK})
  if(HEDDLE_OPT_STAGES AND NOT stage IN_LIST HEDDLE_OPT_STAGES)
    return()
  endif()
  set_property(GLOBAL APPEND PROPERTY HEDDLE_STAGE_LIBRARIES ${library})
  set_property(GLOBAL APPEND PROPERTY HEDDLE_STAGE_INCLUDES "#include \"passes/${stage}/Passes.h\"")
  set_property(GLOBAL APPEND PROPERTY HEDDLE_STAGE_NAMESPACES "namespace heddle::${stage} {}\nusing namespace heddle::${stage}")
  set_property(GLOBAL APPEND PROPERTY HEDDLE_STAGE_CALLS "  register${initial}${rest}Passes()")
endfunction()
