/** Every answer of an evaluation as a row of landfall.evaluations: written beside the report, and loaded once. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { isPermanent } from '../../core/errors';
import { cutForTable } from '../../core/evaluation-rows';
import { predictionsPath } from '../../core/ledger-layout';
import type { HeldOutSet } from '../shared/evaluation/held-out';
import type { Examined } from '../shared/evaluation/subjects';
import { jobOf } from '../shared/warehouse/warehouse';
import type { EvaluateContext } from './context';
import type { AnsweredExample } from './report';

export interface PredictionRows {
  /** Resolves when there is room for more. */
  add(example: AnsweredExample): Promise<void>;
  /** Resolves when they are in the table. @throws TimeUpError when the time is up before: BigQuery goes on by itself */
  load(): Promise<void>;
}

/** @param subjects those that answered */
export function openPredictionRows(
  { dataset, subjects, known }: { dataset: string; subjects: Examined[] } & Pick<HeldOutSet, 'known'>,
  { run, deps, log, signal }: EvaluateContext,
): PredictionRows {
  const uri = deps.ledger.artifactUri(predictionsPath(run));
  const lines = new PassThrough();
  const target = deps.objects.openWrite(uri);
  const written = Promise.all([pipeline(lines, target, { signal }), finished(target)]);
  // Whoever waits for room, or for the end, is told.
  written.catch(() => {});
  const models = new Map(subjects.map(({ name, model }) => [name, model]));

  function* rowsOf({ place, line, prompt, target: wanted, references = [], answers }: AnsweredExample) {
    for (const [subject, answer] of Object.entries(answers)) {
      const { outcome, text, finishReason, scores, usage, latencyMs, answeredAt } = answer;
      yield {
        run: run.run,
        pipeline: run.pipeline,
        dataset,
        subject,
        model: models.get(subject),
        key: known[place]?.key,
        line,
        group_key: known[place]?.group,
        prompt: cutForTable(prompt),
        references: [wanted, ...references].map(cutForTable),
        text: text === '' ? undefined : cutForTable(text),
        outcome,
        finish_reason: finishReason,
        scores: Object.entries(scores).map(([name, value]) => ({ name, value })),
        input_tokens: usage?.inputTokens,
        output_tokens: usage?.outputTokens,
        latency_ms: latencyMs,
        answered_at: answeredAt,
      };
    }
  }

  return {
    async add(example) {
      const text = [...rowsOf(example)].map((row) => `${JSON.stringify(row)}\n`).join('');
      if (!lines.write(text)) await Promise.race([once(lines, 'drain'), written]);
    },
    async load() {
      lines.end();
      await written;
      try {
        await deps.warehouse.until(signal).append(jobOf(run, 'evaluations'), uri, deps.evaluationsTable);
      } catch (error) {
        if (!isPermanent(error)) throw error;
        // The verdict needs no table.
        log.error(`the answers are not in ${deps.evaluationsTable}: ${error.message}`, { where: uri });
      }
    },
  };
}
