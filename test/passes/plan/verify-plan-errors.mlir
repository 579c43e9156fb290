// RUN: %heddle-opt %s --heddle-verify-plan --split-input-file --verify-diagnostics

// expected-error@below {{the decision dist.mesh is missing; run heddle-apply-plan}}
module {
}

// -----

// expected-error@below {{dist.cuts has 2 stages, the mesh has pp = 1}}
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>, dist.rules = {}, dist.zero = 0 : i64, dist.schedule = "1f1b", dist.recompute = "none", dist.plan = "", dist.cuts = array<i64: 1, 1>} {
}
