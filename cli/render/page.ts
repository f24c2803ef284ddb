/** The sections of a run as one HTML page that needs nothing else: no script, no font, no image, no address is loaded. */
import type { Check, ModelEvaluated } from '../../schemas/generated/types';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import { thousands } from '../../core/wording';
import type { CandidateView } from '../../operations/runs/candidates';
import type { Evidence } from '../../operations/runs/evidence';
import type { Section } from '../run-sections';
import type { RunView } from '../../operations/runs/run-view';
import { describeRow, formatThreshold, furtherRows, gravestFirst, nameOf, signOf } from './check-lines';
import { confusionHtml, examplesHtml, mistakesHtml } from './evidence-html';
import { cell, element, labelled, row, table, text } from './html';
import { curvesHtml } from './loss-curves';
import { metricRows } from '../../operations/runs/metric-rows';
import { stageRows } from './run-lines';
import { answeredBy } from './section-lines';
import { inert } from './text';
import { verdictHtml } from './verdict-html';

interface Told {
  evidence?: Evidence[];
  candidates?: CandidateView[];
}

/**
 * @param title stands in the tab and above the page
 * @param evidence what each candidate said, where it was evaluated
 * @param candidates whose training is drawn, where it is known
 */
export function pageOf(title: string, sections: Section[], { evidence = [], candidates = [] }: Told = {}): string {
  const style = readFileSync(join(repositoryRoot(), 'cli/render/page.css'), 'utf8');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>
${style}</style>
</head>
<body>
<main>
<h1>${text(title)}</h1>
${[...sections.map(sectionHtml), ...trainingHtml(candidates), ...evidence.flatMap((each) => evidenceHtml(each, evidence.length > 1))].join('\n')}
</main>
</body>
</html>
`;
}

function sectionHtml(section: Section): string {
  switch (section.kind) {
    case 'text':
      return labelled(section.label, element(section.isCode ? 'pre' : 'p', text(section.text)));
    case 'stages':
      return labelled('Stages', stagesHtml(section.view));
    case 'rows': {
      const rows = section.rows.map((cells) => row(cells.map((each) => cell(each))));
      return labelled(section.label, table([], rows) + more(section.more));
    }
    case 'quarantine': {
      const objects = section.objects.map(({ head, reasons, uri }) => {
        const rows = reasons.map(({ count, reason, places }) =>
          row([cell(count, 'number'), cell(reason), cell(places, 'quiet')]),
        );
        return `${element('p', text(head))}${table([], rows)}${element('pre', text(uri))}`;
      });
      return labelled('Quarantine', objects.join('\n') + more(section.more));
    }
    case 'checks':
      return labelled(
        'Checks',
        gravestFirst(section.checks)
          .map((check) => checkHtml(check, section.batch))
          .join('\n'),
      );
    case 'metrics':
      return labelled('Evaluation', metricsHtml(section.evaluated, section.champion));
    case 'verdict':
      return labelled('Verdict', verdictHtml(section.verdicts));
    case 'answer': {
      const { input, base, candidate, reference } = section.answer;
      const who = answeredBy(section.answer);
      const said = {
        'Held out': input,
        Base: base || '(nothing)',
        [who]: candidate || '(nothing)',
        Reference: reference,
      };
      return Object.entries(said)
        .map(([label, value]) => labelled(label, element('p', text(value), label === who ? 'tuned' : '')))
        .join('\n');
    }
    case 'ending': {
      const parts = { Where: section.where, Why: section.why, Next: section.next };
      const told = Object.entries(parts).filter(([, value]) => value);
      const inner = told.map(([label, value]) => labelled(label, element('pre', text(value!)))).join('\n');
      return element('div', `${element('p', `✖ ${text(section.message)}`)}${inner}`, 'ending');
    }
    case 'next':
      return labelled('Next', element('pre', text(section.commands.join('\n'))));
  }
}

function trainingHtml(candidates: CandidateView[]): string[] {
  const curves = curvesHtml(candidates);
  return curves === '' ? [] : [labelled('Training', curves)];
}

/** @param isOneOfSeveral whether it is to be said whose it is */
function evidenceHtml(evidence: Evidence, isOneOfSeveral: boolean): string[] {
  const { candidate, confusion, mistakes, sideBySide } = evidence;
  const titled = (title: string) => (isOneOfSeveral ? `${title}: ${candidate}` : title);
  return [
    ...(confusion ? [labelled(titled('Confusion'), confusionHtml(confusion))] : []),
    ...(confusion && confusion.others > 0 && mistakes.length > 0
      ? [labelled(titled('Mistakes'), mistakesHtml(mistakes))]
      : []),
    ...(sideBySide.length > 0 ? [labelled(titled('Side by side'), examplesHtml(evidence))] : []),
  ];
}

const more = (lines: string[]): string => lines.map((line) => element('p', text(line), 'quiet')).join('');

const signs: Record<string, string> = {
  succeeded: '✔',
  failed: '✖',
  running: '◐',
  heldUp: '◌',
  next: '→',
  waiting: '◯',
  queued: '◯',
  cancelled: '–',
  refused: '✖',
  unreached: '–',
};

function stagesHtml(view: RunView): string {
  const rows = view.stages.flatMap((stage) => stageRows(view, stage, () => Infinity));
  return table(
    [],
    rows.map(({ name, sign, text: what, time = '' }) =>
      row([cell(name), cell(signs[sign]!, 'sign'), cell(what), cell(time, 'number')], sign),
    ),
  );
}

/** What failed and what warns is open, what passed is a line. */
function checkHtml(check: Check, batch: string): string {
  const isPassed = check.outcome === 'passed';
  const head = `${element('span', signOf(check), 'sign')} ${element('b', text(nameOf(check)))} ${text(inert(check.reason))}`;
  if (isPassed) return element('p', head, 'passed');
  const rows = check.rows.map((each) => element('li', text(describeRow(each, batch))));
  const others = furtherRows(check, rows.length);
  const rest = rows.length > 0 && others > 0 ? element('li', `and ${thousands(others)} more`, 'quiet') : '';
  return `${element('p', `${head} (${text(formatThreshold(check))})`, check.outcome)}${element('ul', rows.join('') + rest)}`;
}

function metricsHtml(evaluated: ModelEvaluated, champion?: string): string {
  const tables = metricRows(evaluated).map(({ subjects, titles, rows }) => {
    const kindOf = (i: number): string => (i === 0 ? '' : subjects[i - 1] === champion ? 'number champion' : 'number');
    return table(
      ['', ...titles.map((title) => text(title))],
      rows.map((cells) => row(cells.map((value, i) => cell(value, kindOf(i))))),
      'metrics',
    );
  });
  return tables.join('');
}
