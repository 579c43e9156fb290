// The kernels of BigramProgram.h: the logits of the next token are the row of a [vocab, vocab] table that the token names.
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { kVocab = BIGRAM_VOCAB, kRows = 8, kSeq = 32, kPositions = kRows * kSeq, kTable = kVocab * kVocab };

void bigram_init(void *const *args, const int64_t *scalars) {
  float *table = args[0];
  uint64_t state = *(const uint64_t *)args[1] * 2 + 1;
  for (int i = 0; i < kTable; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    table[i] = ((float)(state >> 40) / (1 << 24) - 0.5f) * 0.02f;
  }
}

static float logSumExp(const float *logits) {
  float sum = 0;
  for (int i = 0; i < kVocab; ++i)
    sum += expf(logits[i]);
  return logf(sum);
}

// tokens, targets, weights, table, loss, weight
void bigram_loss(void *const *args, const int64_t *scalars) {
  const int32_t *tokens = args[0], *targets = args[1];
  const float *weights = args[2], *table = args[3];
  double loss = 0, weight = 0;
  for (int i = 0; i < kPositions; ++i) {
    const float *row = table + kVocab * tokens[i];
    loss += weights[i] * (logSumExp(row) - row[targets[i]]);
    weight += weights[i];
  }
  *(double *)args[4] = loss;
  *(double *)args[5] = weight;
}

// tokens, targets, weights, table, gradient
void bigram_gradient(void *const *args, const int64_t *scalars) {
  const int32_t *tokens = args[0], *targets = args[1];
  const float *weights = args[2], *table = args[3];
  float *gradient = args[4];
  memset(gradient, 0, kTable * sizeof(float));
  for (int i = 0; i < kPositions; ++i) {
    const float *row = table + kVocab * tokens[i];
    float *out = gradient + kVocab * tokens[i], total = logSumExp(row);
    for (int j = 0; j < kVocab; ++j)
      out[j] += weights[i] * (expf(row[j] - total) - (j == targets[i]));
  }
}

// gradient, counter
void bigram_spoil(void *const *args, const int64_t *scalars) {
  if (*(const double *)args[1] == 2)
    *(float *)args[0] = INFINITY;
}

// table, gradient, moment, counter, weight, learning rate, gradient norm
void bigram_update(void *const *args, const int64_t *scalars) {
  float *table = args[0], *moment = args[2];
  const float *gradient = args[1];
  double *counter = args[3], weight = *(const double *)args[4], squares = 0;
  double rate = 30 / (1 + 0.01 * *counter);
  for (int i = 0; i < kTable; ++i) {
    double mean = gradient[i] / weight;
    squares += mean * mean;
    moment[i] = 0.9f * moment[i] + (float)mean;
    table[i] -= (float)rate * moment[i];
  }
  *counter += 1;
  *(double *)args[5] = rate;
  *(double *)args[6] = sqrt(squares);
}

// tokens, select, table, logits
void bigram_logits(void *const *args, const int64_t *scalars) {
  const int32_t *tokens = args[0];
  const float *select = args[1], *table = args[2];
  float *logits = args[3];
  for (int row = 0; row < kRows; ++row)
    for (int place = 0; place < kSeq; ++place)
      if (select[row * kSeq + place] != 0)
        memcpy(logits + kVocab * row, table + kVocab * tokens[row * kSeq + place], kVocab * sizeof(float));
}
