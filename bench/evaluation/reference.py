"""Pairs a second of the reference implementations that this Python has: python3 reference.py PAIRS.json > speeds as JSON."""
import json
import sys
import time

with open(sys.argv[1], encoding='utf-8') as file:
    PAIRS = json.load(file)
SPEEDS, MISSING = {}, []


def timed(name, measure):
    """Over as many pairs as take some seconds; what is loaded at the first use is no one's speed."""
    few = PAIRS[-200:]
    measure(few[:20])
    start = time.process_time()
    measure(few)
    taken = time.process_time() - start
    pairs = PAIRS[: max(200, int(5 * len(few) / taken))]
    start = time.process_time()
    measure(pairs)
    SPEEDS[name] = len(pairs) / (time.process_time() - start)


def each(score):
    return lambda pairs: [score(answer, reference) for answer, reference in pairs]


def sacrebleu():
    from sacrebleu.metrics import BLEU, CHRF

    bleu, chrf = BLEU(effective_order=True), CHRF()
    timed('BLEU sacrebleu', each(lambda answer, reference: bleu.sentence_score(answer, [reference])))
    timed('chrF sacrebleu', each(lambda answer, reference: chrf.sentence_score(answer, [reference])))


def rouge_score():
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(['rougeL'])
    timed('ROUGE-L rouge_score', each(lambda answer, reference: scorer.score(reference, answer)))


def torchmetrics():
    import torch
    from torchmetrics.functional.text import chrf_score, rouge_score as rouge, sacre_bleu_score

    torch.set_num_threads(1)

    def whole(score, **options):
        return lambda pairs: score([answer for answer, _ in pairs], [[reference] for _, reference in pairs], **options)

    timed('ROUGE-L torchmetrics', whole(rouge, rouge_keys='rougeL'))
    timed('BLEU torchmetrics', whole(sacre_bleu_score))
    timed('chrF torchmetrics', whole(chrf_score, n_word_order=0))


for reference in (sacrebleu, rouge_score, torchmetrics):
    try:
        reference()
    except ImportError:
        MISSING.append(reference.__name__)
print(json.dumps({'speeds': SPEEDS, 'missing': MISSING}))
