// RUN: %heddle-opt %s --heddle-layout-temporaries | FileCheck %s

// a, b and c are alive one after the other, two at a time: a and c share bytes.
// CHECK-LABEL: exec.segment @chain
// CHECK-SAME: #exec.frame<name = "temporaries", memory_class = temporary, read = false, written = true>
// The new frame stands before the row's scalars.
// CHECK: ^bb0(%[[X:.*]]: !exec.buffer<100>, %[[Y:.*]]: !exec.buffer<100>, %[[T:.*]]: !exec.buffer<256>, %{{.*}}: index)
// CHECK-NEXT: %[[A:.*]] = exec.view %[[T]][0] : <256> -> <100>
// CHECK-NEXT: %[[B:.*]] = exec.view %[[T]][128]
// CHECK-NEXT: %[[C:.*]] = exec.view %[[T]][0]
// CHECK-NEXT: exec.copy %[[X]], %[[A]]
exec.segment @chain attributes {flops = 0.0, frames = [
    #exec.frame<name = "x", memory_class = activation, read = true, written = false>,
    #exec.frame<name = "y", memory_class = activation, read = false, written = true>]} {
^bb0(%x: !exec.buffer<100>, %y: !exec.buffer<100>, %flag: index):
  %a = exec.temporary : !exec.buffer<100>
  %b = exec.temporary : !exec.buffer<100>
  %c = exec.temporary : !exec.buffer<100>
  exec.copy %x, %a : !exec.buffer<100>, !exec.buffer<100>
  exec.copy %a, %b : !exec.buffer<100>, !exec.buffer<100>
  exec.copy %b, %c : !exec.buffer<100>, !exec.buffer<100>
  exec.copy %c, %y : !exec.buffer<100>, !exec.buffer<100>
}

// A view keeps its buffer alive; a temporary that nothing uses is dropped.
// CHECK-LABEL: exec.segment @views
// CHECK: ^bb0(%{{.*}}: !exec.buffer<64>, %[[T:.*]]: !exec.buffer<192>)
// CHECK-NEXT: %[[A:.*]] = exec.view %[[T]][0]
// CHECK-NEXT: exec.view %[[A]][64]
// CHECK-NEXT: exec.view %[[T]][128]
// CHECK-NOT: exec.view
exec.segment @views attributes {flops = 0.0, frames = [#exec.frame<name = "y", memory_class = activation, read = false, written = true>]} {
^bb0(%y: !exec.buffer<64>):
  %a = exec.temporary : !exec.buffer<128>
  %v = exec.view %a[64] : !exec.buffer<128> -> !exec.buffer<64>
  %b = exec.temporary : !exec.buffer<64>
  %unused = exec.temporary : !exec.buffer<1024>
  exec.fill %v : !exec.buffer<64>
  exec.copy %v, %b : !exec.buffer<64>, !exec.buffer<64>
  exec.copy %v, %y : !exec.buffer<64>, !exec.buffer<64>
  exec.copy %b, %y : !exec.buffer<64>, !exec.buffer<64>
}

// Without temporaries nothing changes.
// CHECK-LABEL: exec.segment @none
// CHECK-SAME: frames = []
exec.segment @none attributes {flops = 0.0, frames = []} {
}
