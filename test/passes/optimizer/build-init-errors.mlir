// RUN: %heddle-opt %s --heddle-build-init --split-input-file --verify-diagnostics

// expected-error@below {{the name 'init' is needed for the entry that initialises the variables; rename this}}
func.func @init() {
  return
}
