"""Writes the sources of a small corpus into a folder, the same every time: make_sources.py FOLDER

prose.jsonl: articles of random words in sentences, every fifth with a near-duplicate some records later, some equal, a few in German, a few
broken records. notes.txt: paragraphs. code/: a tree of source files.
"""
import json
import pathlib
import random
import sys

WORDS = """time year people way day man thing woman life child world school state family student group country problem hand part place case
week company system program question work government number night point home water room mother area money story fact month lot right study book eye
job word business issue side kind head house service friend father power hour game line end member law car city community name president team minute
idea body information back parent face others level office door health person art war history party result change morning reason research girl guy
moment air teacher force education""".split()
LINKS = ["the", "of", "and", "to", "that", "with", "have", "be", "in", "on", "for", "is", "was", "by"]
GERMAN = "Der Hund des Nachbarn bellte die ganze Nacht, und niemand konnte schlafen, weil das Fenster nicht zu schliessen war. "


def sentence(rng):
    words = []
    for _ in range(rng.randint(4, 9)):
        words += [rng.choice(LINKS), rng.choice(WORDS)]
    return " ".join(words).capitalize() + "."


def article(rng):
    return "\n".join(" ".join(sentence(rng) for _ in range(4)) for _ in range(rng.randint(3, 8)))


def nearly(rng, text):
    words = text.split(" ")
    words[rng.randrange(len(words))] = "altogether"
    return " ".join(words)


def main(folder):
    rng = random.Random(7)
    folder.mkdir(parents=True, exist_ok=True)
    articles = [article(rng) for _ in range(400)]
    for i in range(0, 400, 5):
        articles.insert(rng.randrange(i, len(articles)), nearly(rng, articles[i]))
    articles += articles[10:20] + [GERMAN * 20] * 3 + [sentence(rng)]
    with open(folder / "prose.jsonl", "w") as file:
        for i, text in enumerate(articles):
            file.write(json.dumps({"id": f"article-{i}", "text": text}) + "\n")
            if i == 200:
                file.write('{"text": "cut off\n')
    (folder / "notes.txt").write_text("\n\n".join(article(rng) for _ in range(60)) + "\n")
    for i in range(30):
        path = folder / "code" / f"module{i % 3}" / f"file{i}.c"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"int function_{i}_{j}(int x) {{\n  return x * {rng.randrange(1000)};\n}}\n\n" for j in range(20)))


main(pathlib.Path(sys.argv[1]))
