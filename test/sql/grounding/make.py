"""Makes bm25s.json, the scores that sql/grounding/retrieve.sql has to come to: `python make.py > bm25s.json`, with bm25s 0.3.11.

Documents are made of a few words, so that each has some of the others', often; a question may have a word twice, and one that none has.
"""

import json
import random

import bm25s

draw = random.Random(7)
words = [f"w{number}" for number in range(60)]
documents = [draw.choices(words, weights=[1 / (rank + 1) for rank in range(60)], k=draw.randint(1, 90)) for _ in range(80)]
questions = [draw.choices(words, k=draw.randint(1, 6)) for _ in range(25)] + [["w3", "w3", "w7"], ["w5", "stranger"]]

index = bm25s.BM25(dtype="float64")  # its defaults: Lucene's method, k1 = 1.5, b = 0.75
index.index(documents, show_progress=False)
known = set(word for document in documents for word in document)
scores = [[round(float(score), 12) for score in index.get_scores([word for word in question if word in known])] for question in questions]
print(json.dumps({"documents": documents, "questions": questions, "scores": scores}))
