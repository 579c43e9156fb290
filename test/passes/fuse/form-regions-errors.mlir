// RUN: %heddle-opt %s --heddle-form-regions -verify-diagnostics

// expected-error @below {{has no mesh (dist.mesh); run the stages up to plan first}}
module {
}
