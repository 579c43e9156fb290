#!/usr/bin/env python3
"""Writes the files of formats/ with numpy, as Megatron (megatron/core/datasets/indexed_dataset.py), nanoGPT (data/openwebtext/prepare.py)
and llm.c (dev/data/data_common.py) do it: the documents of FormatsTest.

    python record_formats.py        (needs: pip install numpy)
"""
import pathlib
import struct

import numpy as np

FOLDER = pathlib.Path(__file__).parent / "formats"
END = 999
DOCUMENTS = [[1, 2, END], [END], [300, 998, 0, 7, END], [42, END]]


def megatron(name, dtype, code):
    lengths = [len(document) for document in DOCUMENTS]
    places = np.cumsum([0] + lengths[:-1]) * np.dtype(dtype).itemsize
    np.concatenate([np.array(document, dtype) for document in DOCUMENTS]).tofile(FOLDER / f"{name}.bin")
    with open(FOLDER / f"{name}.idx", "wb") as file:
        file.write(b"MMIDIDX\x00\x00" + struct.pack("<QBQQ", 1, code, len(lengths), len(lengths) + 1))
        file.write(np.array(lengths, np.int32).tobytes() + places.astype(np.int64).tobytes())
        file.write(np.arange(len(lengths) + 1, dtype=np.int64).tobytes())


def llmc(name, magic, version, dtype):
    tokens = np.concatenate(DOCUMENTS).astype(dtype)
    header = np.zeros(256, np.int32)
    header[:3] = magic, version, len(tokens)
    (FOLDER / name).write_bytes(header.tobytes() + tokens.tobytes())


def main():
    FOLDER.mkdir(exist_ok=True)
    megatron("u16", np.uint16, 8)
    megatron("i32", np.int32, 4)
    megatron("i64", np.int64, 5)
    np.concatenate(DOCUMENTS).astype(np.uint16).tofile(FOLDER / "nanogpt.bin")
    llmc("gpt2.bin", 20240520, 1, np.uint16)
    llmc("llama3.bin", 20240801, 7, np.uint32)


if __name__ == "__main__":
    main()
