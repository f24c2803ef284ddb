/** Dataset versions by the shipped statements, in a local warehouse that holds the answers of many pipelines. */
import { parsePrompt } from '../../core/prompt';
import { curate } from '../../functions/transform/version/curated';
import { makeRows } from '../../functions/transform/make-rows';
import { renderedExamples } from '../../functions/transform/version/select-examples';
import type { DatasetCard } from '../../schemas/generated/types';
import { createAnswers, type Exchange } from '../../test/sql/answers';
import { openWarehouse } from '../../test/sql/rendered-examples';
import type { Labelled } from '../tuning/labelled';

export interface Example {
  key: string;
  group: string;
  split: 'train' | 'evaluation';
  text: string;
  target: string;
}

export interface Versions {
  /** The rows of a batch, for a pipeline of their own. */
  stage(batch: Labelled[]): Promise<string>;
  /** What was asked of a pipeline and said of the answers. */
  record(pipeline: string, exchanges: Exchange[]): Promise<void>;
  /** What is trained on and what is held out then, of the batch and of the answers. */
  make(pipeline: string, table: string, until: Date): Promise<Example[]>;
  close(): Promise<void>;
}

const rowSchemas = {
  messages: { properties: { id: { type: 'string' }, text: { type: 'string' }, label: { type: 'string' } } },
};

/** @param near whether what is nearly a held-out question is looked for, as it is unless a pipeline says otherwise: it takes most of the time */
export async function openVersions({ near }: { near: boolean }): Promise<Versions> {
  const warehouse = await openWarehouse();
  const answers = createAnswers(warehouse.local);
  await answers.createTables();
  const columns = ['id', 'text', 'label'].map((name) => ({ name, type: 'STRING' }));

  return {
    stage: (batch) =>
      warehouse.table(
        batch.map(({ text, label }, at) => ({ _row: at + 1, id: `m${at}`, text, label })),
        [{ name: '_row', type: 'INT64' }, ...columns],
      ),
    record: async (pipeline, exchanges) => void (await answers.record(exchanges, pipeline)),

    async make(pipeline, table, until) {
      const own = warehouse.context((configuration) => {
        const { training, validation } = configuration.pipeline;
        Object.assign(configuration, { rowSchemas, prompt: { user: '{{text}}' } });
        configuration.trainingSql = 'SELECT id AS key, _origin, text, label AS target FROM messages';
        configuration.pipeline.name = pipeline;
        training.split = { evaluationShare: 0.2, validationShare: 0, salt: 'v1' };
        training.curated = { from: ['corrected', 'rated'], maximumShare: 0.2, maximumPerUser: 20, days: 90 };
        for (const rule of Object.values(validation.checks)) rule.level = 'off';
        if (near) validation.checks.leakage.level = 'warn';
        validation.personalData.policy = 'off';
      });
      const context = { ...own, run: { ...own.run, pipeline, createdAt: until.toISOString() } };
      const curated = await curate(context);
      const object = { uri: 'gs://landing/p/b/messages.jsonl', generation: '1', table } as object;
      const rendering = renderedExamples(
        {
          sources: [{ source: 'messages', objects: [object] }] as never,
          curated: curated!.table,
          prompt: parsePrompt(context.configuration.prompt),
          selection: { groupKey: 'key', origin: 'one', history: 'none', references: 'none', rejected: 'none' },
        },
        context.configuration,
      );
      const rendered = await context.steps.table('rendered', rendering);
      const dataset: DatasetCard['table'] = await makeRows('version', { rendered, screened: rendered }, context);
      return warehouse.rows<Example>(
        `SELECT key, group_key AS \`group\`, split, user_prompt AS text, target FROM \`${dataset}\` WHERE split IS NOT NULL ORDER BY key`,
      );
    },
    close: () => warehouse.close(),
  };
}
