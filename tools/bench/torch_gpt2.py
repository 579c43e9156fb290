#!/usr/bin/env python3
"""Training step of GPT-2 in PyTorch on the CPU, the peer that tools/bench/step.py compares with.

    python torch_gpt2.py [--variant eager|fused|compile] [--steps 10]     one variant, times in ms
    python torch_gpt2.py --serve                                          `variant steps` per line on stdin -> JSON on stdout

The same work as one step of `heddle-run train`: forward, cross entropy, backward, global-norm clipping, AdamW with decoupled
decay on matrices only. f32, one thread, random tokens.
"""
import argparse
import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, embed, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(embed), nn.LayerNorm(embed)
        self.qkv, self.out = nn.Linear(embed, 3 * embed), nn.Linear(embed, embed)
        self.up, self.down = nn.Linear(embed, 4 * embed), nn.Linear(4 * embed, embed)

    def attention(self, x):
        batch, seq, embed = x.shape
        q, k, v = (t.view(batch, seq, self.heads, -1).transpose(1, 2)
                   for t in self.qkv(x).split(embed, dim=2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out(y.transpose(1, 2).reshape(batch, seq, embed))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class GPT2(nn.Module):
    def __init__(self, layers, embed, heads, vocab, positions):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocab, embed), nn.Embedding(positions, embed)
        self.blocks = nn.ModuleList(Block(embed, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(embed)
        self.logits = nn.Linear(embed, vocab, bias=False)
        self.logits.weight = self.tokens.weight
        for name, p in self.named_parameters():
            if p.dim() == 2:
                std = 0.02 / math.sqrt(2 * layers) if name.endswith(("out.weight", "down.weight")) else 0.02
                nn.init.normal_(p, std=std)

    def forward(self, tokens, targets):
        x = self.tokens(tokens) + self.positions.weight[: tokens.shape[1]]
        for block in self.blocks:
            x = block(x)
        return F.cross_entropy(self.logits(self.norm(x)).flatten(0, 1), targets.flatten())


class Trainer:
    """One variant: `eager` (AdamW over foreach lists), `fused` (fused AdamW), `compile` (fused AdamW, torch.compile)."""

    def __init__(self, variant, args):
        torch.manual_seed(1)
        self.model = GPT2(args.layers, args.embed, args.heads, args.vocab, args.positions)
        matrices = [p for p in self.model.parameters() if p.dim() >= 2]
        rest = [p for p in self.model.parameters() if p.dim() < 2]
        groups = [{"params": matrices, "weight_decay": 0.1}, {"params": rest, "weight_decay": 0.0}]
        options = {"foreach": True} if variant == "eager" else {"fused": True}
        self.optimizer = torch.optim.AdamW(groups, lr=1e-4, betas=(0.9, 0.95), **options)
        shape = (args.batch, args.seq)
        self.tokens, self.targets = torch.randint(args.vocab, shape), torch.randint(args.vocab, shape)
        self.forward = torch.compile(self.model) if variant == "compile" else self.model

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.forward(self.tokens, self.targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss.item()

    def times(self, steps):
        result = []
        for _ in range(steps):
            begin = time.perf_counter()
            self.step()
            result.append(1e3 * (time.perf_counter() - begin))
        return result


def serve(trainers, args):
    for line in sys.stdin:
        variant, steps = line.split()
        if variant not in trainers:
            trainers[variant] = Trainer(variant, args)
            trainers[variant].times(3)
        print(json.dumps(trainers[variant].times(int(steps))), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variant", choices=["eager", "fused", "compile"], default="eager")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    for name, value in dict(layers=12, embed=768, heads=12, vocab=50304, positions=1024, batch=4, seq=64).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if args.serve:
        print(json.dumps({"torch": torch.__version__}), flush=True)
        serve({}, args)
        return
    trainer = Trainer(args.variant, args)
    trainer.times(3)
    times = sorted(trainer.times(args.steps))
    print(f"{args.variant}: median {times[len(times) // 2]:.1f} ms, min {times[0]:.1f} ms")


if __name__ == "__main__":
    main()
