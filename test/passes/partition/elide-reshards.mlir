// RUN: %heddle-opt %s --heddle-elide-reshards | FileCheck %s

!p = tensor<8xf32, #dist.layout<[batch @dp], partial = (tp)>>
!x = tensor<8xf32, #dist.layout<[batch @dp]>>
!m = tensor<8xf32, #dist.layout<[batch @dp], max = (tp)>>

// CHECK-LABEL: func.func @equal
func.func @equal(%p: !p) -> (!x, !x) {
  // CHECK: %[[R:.*]] = dist.all_reduce
  // CHECK-NOT: dist.all_reduce
  // CHECK: return %[[R]], %[[R]]
  %a = dist.all_reduce %p over <tp> : !p -> !x
  %b = dist.all_reduce %p over <tp> : !p -> !x
  return %a, %b : !x, !x
}

// CHECK-LABEL: func.func @sum
// CHECK-SAME: (%[[P:.*]]: {{.*}}, %[[Q:.*]]: {{.*}})
func.func @sum(%p: !p, %q: !p) -> !x {
  // CHECK: %[[S:.*]] = graph.add %[[P]], %[[Q]]
  // CHECK: %[[R:.*]] = dist.all_reduce %[[S]] over <tp>
  // CHECK: return %[[R]]
  %a = dist.all_reduce %p over <tp> : !p -> !x
  %b = dist.all_reduce %q over <tp> : !p -> !x
  %s = graph.add %a, %b : (!x, !x) -> !x
  return %s : !x
}

// The backward of query, key and value, added to the gradient of a residual one by one.
// CHECK-LABEL: func.func @chain
func.func @chain(%c: !x, %q: !p, %k: !p, %v: !p) -> !x {
  // CHECK: graph.add
  // CHECK: graph.add
  // CHECK: %[[R:.*]] = dist.all_reduce
  // CHECK-NOT: dist.all_reduce
  // CHECK: graph.add %{{.*}}, %[[R]]
  %a = dist.all_reduce %q over <tp> : !p -> !x
  %0 = graph.add %c, %a : (!x, !x) -> !x
  %b = dist.all_reduce %k over <tp> : !p -> !x
  %1 = graph.add %0, %b : (!x, !x) -> !x
  %d = dist.all_reduce %v over <tp> : !p -> !x
  %2 = graph.add %1, %d : (!x, !x) -> !x
  return %2 : !x
}

// CHECK-LABEL: func.func @many
func.func @many(%c: !x, %p: !p, %q: !p) -> !x {
  // CHECK: %[[R:.*]] = dist.all_reduce
  // CHECK-NOT: dist.all_reduce
  // CHECK: graph.add_n %{{.*}}, %[[R]]
  %a = dist.all_reduce %p over <tp> : !p -> !x
  %b = dist.all_reduce %q over <tp> : !p -> !x
  %s = graph.add_n %c, %a, %b : (!x, !x, !x) -> !x
  return %s : !x
}

// A maximum of sums is not the sum of maxima; a value with another use is needed by itself.
// CHECK-LABEL: func.func @kept
// CHECK-COUNT-4: dist.all_reduce
// CHECK-NOT: dist.all_reduce
func.func @kept(%m: !m, %n: !m, %p: !p, %q: !p) -> (!x, !x, !x) {
  %a = dist.all_reduce %m over <tp> : !m -> !x
  %b = dist.all_reduce %n over <tp> : !m -> !x
  %s = graph.add %a, %b : (!x, !x) -> !x
  %c = dist.all_reduce %p over <tp> : !p -> !x
  %d = dist.all_reduce %q over <tp> : !p -> !x
  %t = graph.add %c, %d : (!x, !x) -> !x
  return %s, %t, %c : !x, !x, !x
}
