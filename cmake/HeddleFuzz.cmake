# With HEDDLE_FUZZ everything of ours is built with sanitizers and coverage; the MLIR library is not, which is why
# tools/lint/fuzz turns the container checks off.
if(HEDDLE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=vptr -fno-sanitize-recover=undefined
                      -fno-omit-frame-pointer -gline-tables-only)
  add_link_options(-fsanitize=address,undefined -fno-sanitize=vptr)
  add_custom_target(fuzzers)
endif()

# heddle_fuzzer(<name> SOURCE <file.cpp> [SEEDS folder] [LINK libraries]): fuzz/<name> in the build folder, part of the target
# `fuzzers`; nothing without HEDDLE_FUZZ. The file defines LLVMFuzzerTestOneInput.
function(heddle_fuzzer name)
  if(NOT HEDDLE_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "SOURCE;SEEDS" "LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCE})
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  file(WRITE ${CMAKE_BINARY_DIR}/fuzz/${name}.seeds "${ARG_SEEDS}\n")
  add_dependencies(fuzzers ${name})
endfunction()
