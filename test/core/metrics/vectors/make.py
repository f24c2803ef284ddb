"""Makes the vectors beside it: pairs of texts, and what the reference implementations say of them.

    pip install sacrebleu==2.6.0 rouge-score==0.1.2 nltk==3.10.3 scikit-learn==1.9.1 torchmetrics==1.9.0 torch==2.13.0 \
        rapidfuzz==3.14.6 regex==2026.9.29
    python make.py

Where two of them measure the same, it also checks that they agree with each other, and prints by how much they do not.
"""
import gzip
import json
import random
import re
import string
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import numpy
import regex
from nltk import edit_distance
from nltk.stem.porter import PorterStemmer
from nltk.translate.bleu_score import corpus_bleu
from rapidfuzz.distance import Levenshtein
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU, CHRF
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support
from torchmetrics.functional.text import chrf_score, rouge_score as torch_rouge, sacre_bleu_score, squad as torch_squad

FOLDER = Path(__file__).parent
PAIRS = 10_000
draw = random.Random(20_261_128)

STEMS = (
    'refund order arrive happi deliver connect relat condition valence hesitat digit conform radical differ vile analog '
    'predicat operat feudal decis hope callous formal sensitiv triplic electric good revive allow infer airline '
    'gyroscop adjust defend irritat replac depend adopt commun activat effect control troubl motor plaster fall hiss '
    'agree carri cri tie sky news inning proceed enjoy geolog theolog full wholli use size file fail box'
).split()
SUFFIXES = (
    ' s es ed ing ion ions ation ational tional izer ization ator alism iveness fulness ousness aliti iviti biliti '
    'ful fulli ness ment ement ent ance ence er ic able ible ant ism ate iti ous ive ize al alli ally ly y ies ied eed '
    'logi logy icate ative alize iciti ical eli ousli entli bli e ll'
).split(' ')
SHORT = 'the a an of to in is it and not we i you no as at by don’t don\'t can\'t it’s U.S. e.g. 3.5 1,000.50 12 30 2024-11-28 A/B C++ x=y 50% $5 #7 @me _id_'.split()
FOREIGN = (
    '客户要求退款。 我想 退款吗 返金を 希望します カタカナ ﾘﾌｧﾝﾄﾞ 환불 해주세요 ขอเงินคืน ขอบคุณ สวัสดี ငွေပြန် សូមសង ຂໍເງິນ नमस्ते धन्यवाद مرحبا شكرا שלום '
    'café cafe\u0301 naïve STRASSE straße ΟΔΟΣ οδος İstanbul ı Über ÉCOLE ｒｅｆｕｎｄ １２ 🙂 👍🏽 👨‍👩‍👧 🇩🇪 é́ e\u0323\u0301 Việt 𝒳𝒴 𠮷野家 «да» „nein“ … — – × ½ ² Ⅳ ﬁn'
).split()
MARKS = ['.', ',', '!', '?', ';', ':', '...', ' - ', '-', '"', '(', ')', '&quot;', '&amp;', '&lt;', '<skipped>', '/', '\u3002', '\u00a0', '\u3000', '\t', '\n', '-\n', '\n\n', '\x1c', '\x85', '\u2028', '\ufeff', '\u200b']
VOCABULARY = sorted({stem + suffix for stem in STEMS for suffix in SUFFIXES})


def word():
    kind = draw.random()
    if kind < 0.35:
        return draw.choice(SHORT)
    one = draw.choice(VOCABULARY)
    return one.capitalize() if kind > 0.93 else one.upper() if kind > 0.9 else one


def sentence(foreign, length):
    parts = []
    for _ in range(length):
        parts.append(draw.choice(FOREIGN) if draw.random() < foreign else word())
        parts.append(draw.choice(MARKS) if draw.random() < 0.2 else ' ')
        if draw.random() < 0.1:
            parts.append(' ')
    return ''.join(parts)


def changed(text):
    """The text with some of it lost, doubled, moved, or in another case."""
    pieces = re.findall(r'\S+|\s+', text)
    for _ in range(draw.randint(0, 6)):
        if not pieces:
            break
        at = draw.randrange(len(pieces))
        change = draw.randrange(6)
        if change == 0:
            del pieces[at]
        elif change == 1:
            pieces.insert(at, pieces[draw.randrange(len(pieces))])
        elif change == 2:
            other = draw.randrange(len(pieces))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif change == 3:
            pieces[at] = pieces[at].swapcase()
        elif change == 4:
            pieces[at] = draw.choice([word(), draw.choice(FOREIGN), draw.choice(MARKS)])
        else:
            cut = draw.randint(0, len(pieces[at]))
            pieces[at] = pieces[at][:cut] + pieces[at][cut + 1:]
    return ''.join(pieces)


def short():
    return draw.choice(['', '', ' ', '\n', '.', '?!', '...', 'a', 'the', 'The', word(), draw.choice(FOREIGN), 'the ' * draw.randint(1, 9), 'na' * draw.randint(1, 9), '👍', '👎', '...' * 3])


def text():
    kind = draw.random()
    if kind < 0.06:
        return short()
    if kind < 0.1:
        return draw.choice([word(), draw.choice(FOREIGN)]) * draw.randint(2, 6)
    return sentence(draw.choice([0, 0, 0, 0.1, 0.5, 1]), draw.randint(1, 16))


def pair():
    references = [text()]
    answer = draw.choices([changed(references[0]), text(), references[0], short()], [70, 20, 5, 5])[0]
    for _ in range(draw.choice([0, 0, 0, 0, 1, 2])):
        references.append(changed(draw.choice([references[0], answer])))
    return answer, references


# The words of the house: core/words.ts, written a second time.
UNSPACED = 'Han Hiragana Katakana Bopomofo Yi Thai Lao Khmer Myanmar Tai_Le New_Tai_Lue Tai_Tham Tai_Viet Javanese Balinese'.split()
CHARACTER = regex.compile('([' + ''.join(r'\p{Script=%s}' % name for name in UNSPACED) + '])')
GAP = regex.compile(r'[^\p{L}\p{M}\p{N}\p{S}]+')
STEMMER = PorterStemmer()


def folded(one):
    return unicodedata.normalize('NFKC', unicodedata.normalize('NFKC', one).casefold())


def house_words(one):
    return GAP.sub(' ', CHARACTER.sub(r' \1 ', re.sub("['’]", '', folded(one)))).split(' ')


class Words:
    def __init__(self, stem=False):
        self.stem = stem

    def tokenize(self, one):
        words = [each for each in house_words(one) if each]
        if not self.stem:
            return words
        return [STEMMER.stem(each) if len(each) > 3 and re.fullmatch('[a-z0-9]+', each) else each for each in words]


KINDS = ['rouge1', 'rouge2', 'rougeL', 'rougeLsum']


def rouge(pairs, words, **options):
    scorer = RougeScorer(KINDS, **options)
    rows = []
    for answer, references in pairs:
        each = []
        for reference in references:
            if words and not Words().tokenize(answer) and not Words().tokenize(reference):
                each.append([float(folded(answer).strip() == folded(reference).strip())] * 4)
            else:
                found = scorer.score(reference, answer)
                each.append([found[kind].fmeasure for kind in KINDS])
        rows.append([max(column) for column in zip(*each)])
    return list(zip(*rows))


def squad_words(one):
    bare = ''.join(character for character in one.lower() if character not in string.punctuation)
    return re.sub(r'\b(a|an|the)\b', ' ', bare).split()


def token_f1(said, wanted):
    """compute_f1 of SQuAD's evaluate-v2.0.py, for tokens that are cut already."""
    same = sum((Counter(said) & Counter(wanted)).values())
    if not said or not wanted:
        return float(said == wanted)
    return 2 * same / (len(said) + len(wanted))


def best(score, pairs):
    return [max(score(answer, reference) for reference in references) for answer, references in pairs]


def sentences(metric, pairs):
    return [metric.sentence_score(answer, references).score / 100 for answer, references in pairs]


def streams(pairs):
    """References as sacreBLEU takes them: a list for the first of each, one for the second, None where there is none."""
    most = max(len(references) for _, references in pairs)
    return [[references[i] if i < len(references) else None for _, references in pairs] for i in range(most)]


def corpus(metric, pairs):
    return metric.corpus_score([answer for answer, _ in pairs], streams(pairs)).score / 100


def report(name, ours, others):
    apart = numpy.abs(numpy.array(ours) - numpy.array(others))
    print(f'{name}: at most {apart.max():.1e} apart, {int((apart > 1e-6).sum())} of {apart.size} more than 1e-6')


def compare_with_torchmetrics(pairs, scores):
    for stem in (False, True):
        for kind in KINDS[:3]:
            found = [
                float(torch_rouge([answer], [references], accumulate='best', use_stemmer=stem, rouge_keys=(kind,))[f'{kind}_fmeasure'])
                for answer, references in pairs
            ]
            report(f'torchmetrics {kind}{" stem" if stem else ""}', scores[f'{kind} rouge-score{" stem" if stem else ""}'], found)
    for order in (0, 2):
        answers, references = [answer for answer, _ in pairs], [references for _, references in pairs]
        found = chrf_score(answers, references, n_word_order=order, return_sentence_level_score=True)[1]
        report(f'torchmetrics chrF, word order {order}', scores['chrf++' if order else 'chrf'], found.tolist())


def main():
    pairs = [pair() for _ in range(PAIRS)]
    scores = {}
    for stem in (False, True):
        for name, column in zip(KINDS, rouge(pairs, False, use_stemmer=stem)):
            scores[f'{name} rouge-score{" stem" if stem else ""}'] = column
        for name, column in zip(KINDS, rouge(pairs, True, tokenizer=Words(stem))):
            scores[f'{name}{" stem" if stem else ""}'] = column
    for tokenize in ('13a', 'intl', 'zh', 'char', 'none'):
        scores[f'bleu {tokenize}'] = sentences(BLEU(tokenize=tokenize, effective_order=True), pairs)
    scores['bleu lowercase'] = sentences(BLEU(lowercase=True, effective_order=True), pairs)
    scores['chrf'] = sentences(CHRF(), pairs)
    scores['chrf lowercase'] = sentences(CHRF(lowercase=True), pairs)
    scores['chrf++'] = sentences(CHRF(word_order=2), pairs)
    scores['tokenF1 squad'] = best(lambda a, b: token_f1(squad_words(a), squad_words(b)), pairs)
    scores['tokenF1'] = best(lambda a, b: token_f1(Words().tokenize(a), Words().tokenize(b)), pairs)
    scores['normalisedMatch squad'] = best(lambda a, b: float(squad_words(a) == squad_words(b)), pairs)
    scores['editSimilarity'] = best(lambda a, b: Levenshtein.normalized_similarity(a, b), pairs)

    stems = {each: STEMMER.stem(each) for each in [*VOCABULARY, *'skies dying lying tying howe exceed succeed cannings outings sayings yyyy sy by'.split()] if len(each) > 3}

    slices = [pairs[start:start + 1000] for start in range(0, PAIRS, 1000)]
    labels = ['billing', 'refund', 'lost card', '退款', 'café', 'none']
    wanted = [draw.choices(labels, [40, 25, 15, 10, 8, 2])[0] for _ in range(2000)]
    said = [one if draw.random() < 0.7 else draw.choice([*labels, '', 'I cannot say']) for one in wanted]
    present = sorted(set(wanted))
    each = precision_recall_fscore_support(wanted, said, labels=present, zero_division=0)
    whole = {
        'columns': list(scores),
        'corpus': {
            'bleu 13a': [corpus(BLEU(), one) for one in slices],
            'bleu zh': [corpus(BLEU(tokenize='zh'), one) for one in slices],
            'chrf': [corpus(CHRF(), one) for one in slices],
            'chrf++': [corpus(CHRF(word_order=2), one) for one in slices],
        },
        'labels': {
            'wanted': wanted,
            'said': said,
            'present': present,
            'accuracy': accuracy_score(wanted, said),
            'macroF1': f1_score(wanted, said, labels=present, average='macro', zero_division=0),
            'weightedF1': f1_score(wanted, said, labels=present, average='weighted', zero_division=0),
            'precision': each[0].tolist(),
            'recall': each[1].tolist(),
            'f1': each[2].tolist(),
            'confusion': confusion_matrix(wanted, said, labels=sorted({*wanted, *said})).tolist(),
        },
        'stems': stems,
    }

    def write(name, data):
        (FOLDER / name).write_bytes(gzip.compress(data, 9, mtime=0))

    # A billionth is far less than what is compared, and half as long as the number.
    table = numpy.array([scores[name] for name in scores])
    write('scores.bin.gz', numpy.rint(table * 1e9).astype('<u4').tobytes())
    write('pairs.json.gz', json.dumps(pairs, ensure_ascii=False, separators=(',', ':')).encode())
    write('whole.json.gz', json.dumps(whole, ensure_ascii=False, separators=(',', ':')).encode())

    if '--compare' in sys.argv:
        few = pairs[:1000]
        report('NLTK edit_distance', [Levenshtein.distance(a, b[0]) for a, b in few], [edit_distance(a, b[0]) for a, b in few])
        squad = [torch_squad({'prediction_text': a, 'id': '1'}, {'answers': {'answer_start': [0] * len(b), 'text': b}, 'id': '1'}) for a, b in few]
        report('torchmetrics SQuAD F1', scores['tokenF1 squad'][:1000], [float(one['f1']) / 100 for one in squad])
        report('torchmetrics SQuAD exact match', scores['normalisedMatch squad'][:1000], [float(one['exact_match']) / 100 for one in squad])
        cut = BLEU().tokenizer
        tokens = [[([cut(b.rstrip()).split() for b in bs]), cut(a.rstrip()).split()] for a, bs in pairs]
        report('NLTK corpus_bleu', [corpus(BLEU(), pairs)], [corpus_bleu([b for b, _ in tokens], [a for _, a in tokens])])
        report('torchmetrics SacreBLEU', [corpus(BLEU(), pairs)], [float(sacre_bleu_score([a for a, _ in pairs], [b for _, b in pairs]))])
        compare_with_torchmetrics(few, {name: column[:1000] for name, column in scores.items()})


main()
