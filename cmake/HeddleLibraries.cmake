# One way to declare a library and a unit test: every source beside the CMakeLists.txt belongs to it,
# so adding a pass, an op family or a test is adding one file.

find_package(Protobuf REQUIRED)
find_package(Threads REQUIRED)

# heddle_library(<name> [DEPENDS targets] [LINK libraries])
function(heddle_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC ${ARG_LINK})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${ARG_LINK})
  endif()
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

# heddle_proto(<name> <file.proto>...): C++ for Protobuf files, included by their path from the source root.
function(heddle_proto name)
  foreach(proto ${ARGN})
    get_filename_component(stem ${proto} NAME_WE)
    file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
    set(out ${CMAKE_BINARY_DIR}/${folder}/${stem}.pb)
    add_custom_command(
      OUTPUT ${out}.cc ${out}.h
      COMMAND protobuf::protoc --proto_path=${CMAKE_SOURCE_DIR} --cpp_out=${CMAKE_BINARY_DIR} ${folder}/${proto}
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
      DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${proto} VERBATIM)
    list(APPEND generated ${out}.cc)
  endforeach()
  add_library(${name} STATIC ${generated})
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf Threads::Threads)
endfunction()

# heddle_unittest(<name> [LINK libraries]): GoogleTest over every *.cpp beside the CMakeLists.txt.
function(heddle_unittest name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  find_package(GTest REQUIRED)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest GTest::gmock GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test-bin)
  if(HEDDLE_COMPILER AND NOT CMAKE_CURRENT_SOURCE_DIR MATCHES "/test/(runtime|tools/heddle-run)(/|$)")
    heddle_use_pch(${name})
  endif()
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()

# heddle_tool(<name> [COMPILER] [LINK libraries]): build/bin/<name> from every *.cpp beside the CMakeLists.txt.
# A COMPILER tool sees MLIR and is left out of a runtime-only build.
function(heddle_tool name)
  cmake_parse_arguments(ARG "COMPILER" "" "LINK" ${ARGN})
  if(ARG_COMPILER AND NOT HEDDLE_COMPILER)
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  if(ARG_COMPILER)
    target_link_libraries(${name} PRIVATE MLIR LLVM)
    heddle_use_pch(${name})
  endif()
  set_property(GLOBAL APPEND PROPERTY HEDDLE_TOOLS ${name})
endfunction()
