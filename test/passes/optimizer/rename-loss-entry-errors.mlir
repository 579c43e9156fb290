// RUN: %heddle-opt %s --heddle-rename-loss-entry --split-input-file --verify-diagnostics

// expected-error@below {{has no `loss` entry to make `eval` of}}
module {
}

// -----

// expected-error@below {{the name 'eval' is needed for the entry that only runs forward; rename this}}
func.func private @eval()
func.func @loss() attributes {graph.entry = "loss"} {
  return
}
