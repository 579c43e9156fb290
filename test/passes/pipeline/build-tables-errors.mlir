// RUN: %heddle-opt %s --heddle-build-tables --verify-diagnostics

// expected-error@below {{unknown schedule "zigzag"; supported: "gpipe", "1f1b"}}
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 2, tp = 1, mb = 2>, dist.schedule = "zigzag"} {
}
