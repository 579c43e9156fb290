// RUN: %heddle-opt %s --split-input-file --verify-diagnostics

// expected-error@below {{mesh axis tp is used twice}}
func.func private @twice(tensor<4x4xf32, #dist.layout<[a @tp, b @tp]>>)

// -----

// expected-error@below {{must be distinct and in the order dp, pp, tp, mb}}
func.func private @order(tensor<4xf32, #dist.layout<[a], partial = (mb, dp)>>)

// -----

// expected-error@below {{expected each of dp, pp, tp, mb at most once, not 'cp'}}
func.func private @unknown(tensor<4xf32, #dist.layout<[a @cp]>>)

// -----

!x = tensor<4xf32, #dist.layout<[a]>>
func.func @complete(%x: !x) -> !x {
  // expected-error@below {{operand is partial over (), not over all of (dp)}}
  %y = dist.all_reduce %x over <dp> : !x -> !x
  return %y : !x
}

// -----

!x = tensor<4xf32, #dist.layout<[a], partial = (mb)>>
!y = tensor<4xf32, #dist.layout<[a]>>
func.func @time(%x: !x) -> !y {
  // expected-error@below {{runs over devices, so over some of (dp, pp, tp), not (mb)}}
  %y = dist.all_reduce %x over <mb> : !x -> !y
  return %y : !y
}

// -----

!x = tensor<4xf32, #dist.layout<[flat], partial = (dp)>>
func.func @scatter(%x: !x) -> !x {
  // expected-error@below {{result must be partial over ()}}
  %y = dist.reduce_scatter %x over <dp> : !x -> !x
  return %y : !x
}

// -----

!x = tensor<4xf32, #dist.layout<[flat @dp]>>
!y = tensor<4xf32, #dist.layout<[flat @dp @tp]>>
func.func @gather(%x: !y) -> !x {
  // expected-error@below {{one side must be split over (dp) in addition to (dp), but it is split over (dp, tp)}}
  %y = dist.all_gather %x over <dp> : !y -> !x
  return %y : !x
}

// -----

!x = tensor<4xf32, #dist.layout<[flat], partial = (dp)>>
func.func @accumulate(%x: !x) -> !x {
  // expected-error@below {{contributions must be partial sums over (mb)}}
  %y = dist.accumulate %x : (!x) -> !x
  return %y : !x
}

// -----

module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 2, mb = 1>} {
  func.func @view(%b: tensor<8xf32, #dist.layout<[flat @tp]>>) {
    // expected-error@below {{the member [2, 6) lies outside of the 4 elements of the bucket}}
    %w = dist.view %b[2] : tensor<8xf32, #dist.layout<[flat @tp]>> -> tensor<4x2xf32, #dist.layout<[a, b @tp]>>
    return
  }
}

// -----

!b = tensor<8xf32, #dist.layout<[flat @tp]>>
!w = tensor<8xf32, #dist.layout<[a]>>
func.func @pack(%w: !w) -> !b {
  // expected-error@below {{a member is split and partial over the mesh axes of its bucket}}
  %p = dist.pack %w {offsets = array<i64: 0>} : (!w) -> !b
  return %p : !b
}

// -----

!b = tensor<8xf32, #dist.layout<[flat]>>
!w = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  func.func @outside(%w: !w) -> !b {
    // expected-error@below {{the member [6, 10) lies outside of the 8 elements of the bucket}}
    %p = dist.pack %w {offsets = array<i64: 6>} : (!w) -> !b
    return %p : !b
  }
}

// -----

!b = tensor<8xf32, #dist.layout<[flat]>>
!w = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 1, pp = 1, tp = 1, mb = 1>} {
  func.func @overlap(%v: !w, %w: !w) -> !b {
    // expected-error@below {{member 1 starts at 3; members lie one after the other, so it must start at 4}}
    %p = dist.pack %v, %w {offsets = array<i64: 0, 3>} : (!w, !w) -> !b
    return %p : !b
  }
}

// -----

!b = tensor<12xf32, #dist.layout<[flat]>>
!w = tensor<4xf32, #dist.layout<[a]>>
module attributes {dist.mesh = #dist.mesh<dp = 4, pp = 1, tp = 1, mb = 1>} {
  func.func @missing(%w: !w) -> !b {
    // expected-error@below {{fills 4 of the 12 elements of the bucket; only padding to a multiple of dp = 4 may be left}}
    %p = dist.pack %w {offsets = array<i64: 0>} : (!w) -> !b
    return %p : !b
  }
}

// -----

// expected-error@below {{2 members but 1 offsets}}
dist.bucket parameter @b : tensor<8xf32, #dist.layout<[flat]>> {group = "g", members = [@x, @y], offsets = array<i64: 0>, suffix = ""}

// -----

!x = tensor<4xf32, #dist.layout<[a]>>
func.func @transfer(%x: !x) -> !x {
  // expected-error@below {{goes from one stage to another stage}}
  %y = dist.transfer %x from 1 to 1 : !x -> !x
  return %y : !x
}

// -----

!x = tensor<f64, #dist.layout<[]>>
func.func @join(%x: !x) -> !x {
  // expected-error@below {{the result has the type of the operands, partial over (pp) in addition}}
  %y = dist.join %x, %x : (!x, !x) -> !x
  return %y : !x
}

// -----

// expected-error@below {{dist.rules must be a dictionary of #dist.mesh_axes<..>, not {batch = 1 : i64}}}
module attributes {dist.rules = {batch = 1}} {
}
