#!/usr/bin/env python3
"""Records what Hugging Face's trainer learns from gpt2/vocab.bpe, taken as a text, as the case of TrainerTest: a merge per line, as ids.

    python record_merges.py > merges.txt        (needs: pip install tokenizers)
"""
import json
import pathlib

from tokenizers import Tokenizer, models, pre_tokenizers, trainers


def main():
    text = (pathlib.Path(__file__).parent / "gpt2/vocab.bpe").read_text(encoding="utf-8")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    # As one text: from a file it learns line by line, so that no piece holds a line's end and what follows.
    tokenizer.train_from_iterator([text], trainers.BpeTrainer(
        vocab_size=1000, min_frequency=2, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    model = json.loads(tokenizer.to_str())["model"]
    for left, right in model["merges"]:
        print(model["vocab"][left], model["vocab"][right], model["vocab"][left + right])


if __name__ == "__main__":
    main()
