import { expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationReport } from '../../schemas/generated/types';
import { createTestCloud, dropSample } from './test-cloud';

test('the base is asked in a batch, as it is and with a prompt of its own and examples, by the permissions that infra grants, and a model is deployed all the same', async () => {
  const local = await createTestCloud();
  try {
    const file = join(local.pipelines, 'email-summary/pipeline.yaml');
    const yaml = readFileSync(file, 'utf8');
    writeFileSync(join(local.pipelines, 'email-summary/short.yaml'), 'user: "Short: {{email}}"\n');
    const few = '    - { id: few, kind: prompted, base: gemini-3.5-flash-lite, prompt: short.yaml, examples: 1 }\n';
    writeFileSync(
      file,
      yaml
        .replace('maximumExamples: 6', 'maximumExamples: 12, batchAbove: 5')
        .replace('  candidates:\n', `  candidates:\n${few}`),
    );
    const { summary, ...dropped } = await dropSample(local);
    expect(dropped).toMatchObject({ exitCode: 0 });
    const { run } = summary;
    const { stdout } = await local.landfall('logs', 'evaluate', '--run', run);
    expect(stdout).toMatch(/of base are asked for in a batch/);
    expect(stdout).not.toMatch(/answers no batch/);
    const folder = `runs/email-summary/${run}/evaluate`;
    const [text] = await local.cloud.storage
      .bucket(`${local.cloud.status.project}-artifacts`)
      .file(`${folder}/report.json`)
      .download();
    const { predictions } = JSON.parse(text.toString()) as EvaluationReport;
    for (const asked of ['base', 'few']) {
      expect(predictions.filter(({ answers }) => answers[asked]!.inBatch).length).toBeGreaterThan(0);
      expect(predictions.flatMap(({ answers }) => answers[asked]!.rejection ?? [])).toEqual([]);
    }
    // Every question to it has a turn more of each role, and the model reads both.
    const tokensOf = (asked: string) =>
      predictions.reduce((sum, { answers }) => sum + answers[asked]!.usage!.inputTokens, 0);
    expect(tokensOf('few')).toBeGreaterThan(1.5 * tokensOf('base'));
    const told = await local.landfall('run', run);
    expect(told.stdout).toMatch(/Tuning was (?:not )?worth it|Whether tuning was worth it/);
  } finally {
    await local.close();
  }
});
