/* What the compiler would have made: void(void *const *args, const int64_t *scalars). */
#include <stdint.h>

void test_add(void *const *args, const int64_t *scalars) {
  const float *a = args[0], *b = args[1];
  float *c = args[2];
  for (int64_t i = 0; i < scalars[0]; ++i)
    c[i] = a[i] + b[i];
}

void test_store(void *const *args, const int64_t *scalars) { *(int64_t *)args[0] = scalars[0] * scalars[1]; }
