import { describe, expect, test } from '@jest/globals';
import { evidenceOf, type Evidence } from '../../../operations/runs/evidence';
import { pageOf } from '../../../cli/render/page';
import { sectionLines } from '../../../cli/render/section-lines';
import { runSections } from '../../../cli/run-sections';
import { deriveRun, type Known } from '../../../operations/runs/run-view';
import { check, plain, staged, validationReport } from '../reports';
import { at, comparisons, ended, failed, record, wholeRun } from '../runs';

const now = Date.parse(at(3600));
const results = new Map(Object.values(wholeRun).map((result) => [result.stage, result]));
const answer = {
  input: 'Where is my order?',
  reference: 'Ana asks.',
  base: '',
  candidate: 'Ana asks for it.',
  isPrompted: false,
};
const sectionsOf = (more: Partial<Known> = {}, told = answer) =>
  runSections(deriveRun({ record, results, ...more }, now), { answer: told, ask: 'npx landfall ask p' }, now);

/** What a reader sees of a page. */
const seen = (page: string): string =>
  page
    .slice(page.indexOf('<main>'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');

const compared = new Map([
  ...results,
  [
    'evaluate',
    ended('evaluate', 61, 81, 'model.evaluated', {
      examples: 118,
      metrics: { base: { rougeL: 0.11 }, 'lora-8': { rougeL: 0.58 }, 'lora-16': { rougeL: 0.7 } },
      intervals: {},
      candidates: [],
      comparisons,
      allowance: { level: 0.05 },
    }),
  ],
] as const);

/** One example that the base said nothing to, and took for another label. */
const evidenceWith = (said: string): Evidence => {
  const answer = (text: string, score: number) => ({
    outcome: 'answered' as const,
    text,
    finishReason: 'STOP',
    isLabel: true,
    scores: { rougeL: score },
  });
  const example = {
    line: 3,
    prompt: said,
    target: said,
    answers: { base: answer('', 0), 'lora-8': answer(`not ${said}`, 0.5) },
  };
  return evidenceOf([example], 'lora-8', 'rougeL');
};

describe('the page of a run', () => {
  const validate = validationReport({
    objects: [staged()],
    checks: [check({ outcome: 'warned', rows: [{ where: 'emails.jsonl, line 17', what: '"e0007"' }] }), check({})],
  });

  test('tells whatever the terminal tells, word for word', () => {
    const sections = sectionsOf({ findings: { validate } });
    const page = seen(pageOf('t', sections));
    // Signs and brackets aside, which stand otherwise in a table.
    const words = (text: string): string[] => text.match(/[\p{L}\p{N}][\p{L}\p{N}.,:/_-]*[\p{L}\p{N}]|\p{N}/gu) ?? [];
    const shown = new Set(words(page));
    for (const word of words(plain(sectionLines(sections).join('\n')))) expect(shown).toContain(word);
    expect(page).toContain('lora-8 is production of email-summary');
    expect(page).toContain('0.58 ± 0.03');
  });

  test('sets naive rivals below the models, in a table of their own', () => {
    const evaluated = structuredClone(wholeRun.evaluate);
    Object.assign((evaluated.output!.data as { metrics: object }).metrics, { 'naive:nearest': { exactMatch: 0.3 } });
    const page = seen(pageOf('t', sectionsOf({ results: new Map([...results, ['evaluate', evaluated]]) })));
    expect(page).toMatch(/base lora-8 .* exact match .* nearest \(naive\) ROUGE-L – exact match 0\.30/);
  });

  test('draws every comparison, and tells of each what the terminal tells', () => {
    const sections = sectionsOf({ results: compared });
    const page = pageOf('t', sections);
    expect(page.match(/class="interval"/g)).toHaveLength(comparisons.length - 1);
    for (const line of sectionLines(sections).flatMap((lines) =>
      lines.split('\n').filter((each) => each.includes('\t')),
    ))
      for (const word of plain(line).split('\t')) expect(seen(page)).toContain(word);
    expect(seen(page)).toContain('At most 5 % of runs promote a candidate that is no better.');
  });

  test('shows what the candidate said beside its rivals, and the labels that it takes for others', () => {
    const page = seen(pageOf('t', sectionsOf(), { evidence: [evidenceWith('refund')] }));
    expect(page).toContain('win against base on line 3, by ROUGE-L');
    expect(page).toMatch(/base \(nothing\) 0\.00 +lora-8 not refund 0\.50/);
    expect(page).toMatch(/what was said not refund refund all not refund 0 refund 1 1 Side/);
    expect(page).not.toContain('Mistakes');
  });

  test('shows each candidate beside its rivals, and the mistakes among labels that have no row of their own', () => {
    const of = evidenceWith('refund');
    const confusion = { ...of.confusion!, others: 28 };
    const page = seen(pageOf('t', sectionsOf(), { evidence: [of, { ...of, candidate: 'base', confusion }] }));
    for (const title of ['Confusion: lora-8', 'Side by side: lora-8', 'Confusion: base', 'Mistakes: base'])
      expect(page).toContain(title);
    expect(page).toContain('(other) is 28 labels together');
    expect(page).not.toContain('Mistakes: lora-8');
  });

  test('sets nothing apart where there is no champion', () => {
    const undecided = new Map([...results].filter(([stage]) => stage !== 'deploy'));
    expect(pageOf('t', sectionsOf({ results: undecided }))).not.toContain('class="number champion"');
    expect(pageOf('t', sectionsOf({ results: undecided }))).toContain('<td>ROUGE-L</td>');
  });

  test('of a run that failed tells why, and what to do next', () => {
    const broken = new Map([['validate', failed('validate', 3, 4, 'the file is empty\nmore', 'emails.jsonl')]]);
    const page = seen(pageOf('t', sectionsOf({ results: broken })));
    expect(page).toContain('✖ the file is empty');
    expect(page).toContain('npx landfall logs validate --run 20261123-3f9a2c1b');
  });

  test('loads nothing, and lets nothing run', () => {
    const page = pageOf('t', sectionsOf({ results: compared, findings: { validate } }), {
      evidence: [evidenceWith('refund')],
    });
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(script|link|img|iframe|object|a|form)\b|@import|url\(|\bsrc=|\bhref=/i);
    expect(page).toContain('<meta name="viewport"');
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).toContain('@media print');
  });

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "</style></title></main><svg/onload='x'>",
    '&lt;b&gt;',
    '\u001b]0;x\u0007\u2066<b>',
  ])('shows %j in data, answers and names as text', (evil) => {
    const hostile = validationReport({
      objects: [staged({ uri: `gs://l/p/b/${evil}`, reasons: [{ reason: evil, count: 1, rows: [1], lines: [1] }] })],
      checks: [check({ outcome: 'failed', reason: evil, rows: [{ where: evil, what: evil }] })],
    });
    const told = { input: evil, reference: evil, base: evil, candidate: evil, isPrompted: false };
    const broken = new Map([...compared, ['deploy', failed('deploy', 82, 83, evil, evil)]] as const);
    const page = pageOf(evil, sectionsOf({ results: broken, findings: { validate: hostile } }, told), {
      evidence: [evidenceWith(evil)],
      candidates: [{ id: evil, base: evil, state: 'succeeded', lossesUnknown: evil }],
    });
    const tags = new Set(
      [...page.matchAll(/<([a-z/!][^\s>]*)/gi)].map(([, tag]) => tag!.replace('/', '').toLowerCase()),
    );
    const own = [
      '!doctype',
      'html',
      'head',
      'meta',
      'title',
      'style',
      'body',
      'main',
      'h1',
      'h2',
      'section',
      'div',
      'p',
      'pre',
    ];
    own.push('svg', 'line', 'circle', 'text');
    own.push('table', 'thead', 'tbody', 'tr', 'th', 'td', 'ul', 'li', 'span', 'b');
    expect([...tags].filter((tag) => !own.includes(tag))).toEqual([]);
    expect(page).not.toMatch(/<[^>]*\bon\w+=/i);
    expect(page).not.toMatch(/[^\P{Cc}\n]|\u2066/u);
  });
});
