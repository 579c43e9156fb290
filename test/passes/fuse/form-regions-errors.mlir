// RUN: %heddle-opt %s --heddle-form-regions -verify-diagnostics

// expected-error @below {{has no dist.mesh; run the plan and partition stages first}}
module {
}
