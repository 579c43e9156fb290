#!/usr/bin/env python3
"""Records what PyTorch computes in float64 for a tiny GPT-2, a tiny LLaMA and a tiny LLaMA 3: test/parity/recorded/*.json.

    python3 -m venv venv && venv/bin/pip install torch && venv/bin/python test/parity/record.py

The models are written with PyTorch's own layers, its AdamW and its clipping, so that nothing is shared with the compiler but
the names of the parameters. Run it again when a model's spec changes; ParityTest reads the result.
"""

import functools
import json
import math
import pathlib

import torch
import torch.nn.functional as F

SIZES = dict(layers=2, embed=16, heads=4, hidden=24, vocab=20, seq=6)
BATCH = 3
STEPS = 10
TRAIN = dict(batch=BATCH, lr=1e-2, min_lr=1e-3, warmup=3, steps=8, beta1=0.9, beta2=0.95, eps=1e-8,
             weight_decay=0.1)


def gpt2_shapes(s):
    e, h, hidden = s["embed"], s["heads"], s["hidden"]
    d = e // h
    shapes = {"wte": (s["vocab"], e), "wpe": (s["seq"], e)}
    for layer in range(s["layers"]):
        for name, shape in {
            "norm_1.scale": (e,), "norm_1.shift": (e,),
            "attention.wq": (e, h, d), "attention.wk": (e, h, d), "attention.wv": (e, h, d), "attention.wo": (h, d, e),
            "attention.bq": (h, d), "attention.bk": (h, d), "attention.bv": (h, d), "attention.bo": (e,),
            "norm_2.scale": (e,), "norm_2.shift": (e,),
            "mlp.w_in": (e, hidden), "mlp.w_out": (hidden, e), "mlp.b_in": (hidden,), "mlp.b_out": (e,),
        }.items():
            shapes[f"layers.{layer}.{name}"] = shape
    return shapes | {"final_norm.scale": (e,), "final_norm.shift": (e,)}


def gpt2_logits(p, tokens, documents, s):
    e = s["embed"]
    x = F.embedding(tokens, p["wte"]) + p["wpe"]
    for layer in range(s["layers"]):
        q = {name.split(".", 2)[2]: value for name, value in p.items() if name.startswith(f"layers.{layer}.")}
        y = F.layer_norm(x, (e,), q["norm_1.scale"], q["norm_1.shift"], 1e-5)
        heads = [(y @ q[f"attention.w{n}"].flatten(1) + q[f"attention.b{n}"].flatten()).unflatten(-1, (s["heads"], -1)).transpose(1, 2)
                 for n in "qkv"]
        y = F.scaled_dot_product_attention(*heads, is_causal=True).transpose(1, 2).flatten(2)
        x = x + y @ q["attention.wo"].flatten(0, 1) + q["attention.bo"]
        y = F.layer_norm(x, (e,), q["norm_2.scale"], q["norm_2.shift"], 1e-5)
        x = x + F.gelu(y @ q["mlp.w_in"] + q["mlp.b_in"], approximate="tanh") @ q["mlp.w_out"] + q["mlp.b_out"]
    return F.layer_norm(x, (e,), p["final_norm.scale"], p["final_norm.shift"], 1e-5) @ p["wte"].T


def llama_shapes(s):
    e, h, kv, hidden = s["embed"], s["heads"], s["kv_heads"], s["hidden"]
    d = e // h
    shapes = {"embedding": (s["vocab"], e), "output": (s["vocab"], e), "final_norm.scale": (e,)}
    for layer in range(s["layers"]):
        for name, shape in {
            "attention_norm.scale": (e,), "mlp_norm.scale": (e,),
            "attention.wq": (e, h, d), "attention.wk": (e, kv, d), "attention.wv": (e, kv, d), "attention.wo": (h, d, e),
            "mlp.w_gate": (e, hidden), "mlp.w_up": (e, hidden), "mlp.w_down": (hidden, e),
        }.items():
            shapes[f"layers.{layer}.{name}"] = shape
    return shapes


def rotate(x, theta):
    """Rotary positions as Hugging Face writes them; x is [batch, heads, seq, head_dim]."""
    d, seq = x.shape[-1], x.shape[-2]
    frequencies = 1.0 / (theta ** (torch.arange(0, d, 2, dtype=torch.float64) / d))
    angles = torch.outer(torch.arange(seq, dtype=torch.float64), frequencies)
    angles = torch.cat((angles, angles), -1)
    half = torch.cat((-x[..., d // 2:], x[..., : d // 2]), -1)
    return x * angles.cos() + half * angles.sin()


def llama_logits(p, tokens, documents, s, theta=10000.0):
    e = s["embed"]
    if documents is None:
        mask = dict(is_causal=True)
    else:
        mask = dict(attn_mask=(documents[:, None, :, None] == documents[:, None, None, :]).tril())
    x = F.embedding(tokens, p["embedding"])
    for layer in range(s["layers"]):
        q = {name.split(".", 2)[2]: value for name, value in p.items() if name.startswith(f"layers.{layer}.")}
        y = F.rms_norm(x, (e,), q["attention_norm.scale"], 1e-5)
        query, key, value = ((y @ q[f"attention.w{n}"].flatten(1)).unflatten(-1, (-1, e // s["heads"])).transpose(1, 2)
                             for n in "qkv")
        y = F.scaled_dot_product_attention(rotate(query, theta), rotate(key, theta), value, enable_gqa=True, **mask)
        x = x + y.transpose(1, 2).flatten(2) @ q["attention.wo"].flatten(0, 1)
        y = F.rms_norm(x, (e,), q["mlp_norm.scale"], 1e-5)
        x = x + (F.silu(y @ q["mlp.w_gate"]) * (y @ q["mlp.w_up"])) @ q["mlp.w_down"]
    return F.rms_norm(x, (e,), p["final_norm.scale"], 1e-5) @ p["output"].T


def learning_rate(step):
    """Linear warm-up, then cosine decay to the floor; the first step is number 1."""
    t = TRAIN
    if step <= t["warmup"]:
        return t["lr"] * step / t["warmup"]
    progress = min(1.0, (step - t["warmup"]) / (t["steps"] - t["warmup"]))
    return t["min_lr"] + (t["lr"] - t["min_lr"]) * (1 + math.cos(math.pi * progress)) / 2


def initial(name, shape):
    """Few decimals, so that the record is short and exact; no gain is 1 and no bias 0, so that all of them matter."""
    value = 0.2 * torch.randn(shape)
    if name.endswith(".scale"):
        value = value + 1
    return torch.round(value, decimals=3).requires_grad_()


def numbers(tensor):
    return [float(f"{value:.13g}") for value in tensor.detach().flatten().tolist()]


def record(model, sizes, clip, shapes, logits, packed=False):
    torch.manual_seed(1)
    parameters = {name: initial(name, shape) for name, shape in shapes(sizes).items()}
    result = {"model": model, "set": sizes, "train": TRAIN | {"clip": clip}, "steps": [],
              "initial": {name: numbers(value) for name, value in parameters.items()}}
    # As in the specs: gains and biases, which are named b*, do not decay.
    def decays(name):
        return not (name.endswith((".scale", ".shift")) or name.rsplit(".", 1)[-1].startswith("b"))

    optimizer = torch.optim.AdamW(
        [{"params": [p for n, p in parameters.items() if decays(n)], "weight_decay": TRAIN["weight_decay"]},
         {"params": [p for n, p in parameters.items() if not decays(n)], "weight_decay": 0.0}],
        betas=(TRAIN["beta1"], TRAIN["beta2"]), eps=TRAIN["eps"])
    for step in range(1, STEPS + 1):
        tokens = torch.randint(sizes["vocab"], (BATCH, sizes["seq"]))
        targets = torch.randint(sizes["vocab"], (BATCH, sizes["seq"]))
        weights = torch.round(torch.rand(BATCH, sizes["seq"]), decimals=2)
        weights[0, 0] = 0
        documents = torch.randint(2, (BATCH, sizes["seq"])).cumsum(-1) if packed else None
        nats = F.cross_entropy(logits(parameters, tokens, documents, sizes).flatten(0, 1), targets.flatten(), reduction="none")
        loss = (nats * weights.flatten()).sum()
        optimizer.zero_grad()
        (loss / weights.sum()).backward()
        if step == 1:
            result["gradient"] = {name: numbers(value.grad) for name, value in parameters.items()}
        norm = torch.nn.utils.clip_grad_norm_(parameters.values(), clip)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step)
        optimizer.step()
        result["steps"].append({"tokens": tokens.flatten().tolist(), "targets": targets.flatten().tolist(),
                                "weights": numbers(weights), "loss": loss.item(), "weight": weights.sum().item(),
                                "gradient_norm": norm.item(), "learning_rate": learning_rate(step)})
        if packed:
            result["steps"][-1]["documents"] = documents.flatten().tolist()
    result["final"] = {name: numbers(value) for name, value in parameters.items()}
    path = pathlib.Path(__file__).parent / "recorded" / f"{model}.json"
    path.write_text(json.dumps(result, separators=(",", ":")) + "\n")
    print(path.name, "loss", [round(s["loss"] / s["weight"], 4) for s in result["steps"]],
          "norm", [round(s["gradient_norm"], 3) for s in result["steps"]])


torch.set_default_dtype(torch.float64)
# The largest norms are such that some steps are clipped and some are not.
record("tiny_gpt2", SIZES, 1.9, gpt2_shapes, gpt2_logits)
record("tiny_llama", SIZES | {"kv_heads": 2}, 3.3, llama_shapes, llama_logits)
record("tiny_llama3", SIZES | {"kv_heads": 2}, 3.3, llama_shapes, functools.partial(llama_logits, theta=500000.0), packed=True)
