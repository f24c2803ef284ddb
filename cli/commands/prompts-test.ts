/** landfall prompts test: a prompt, written but in no pipeline yet, on the held-out examples of a dataset version. */
import { loadModelPrices } from '../../catalog/prices';
import { labelsOf } from '../../core/labels';
import { parsePrompt } from '../../core/prompt';
import { repositoryRoot } from '../../core/root';
import type { Configuration, DatasetCard, PromptTemplate } from '../../schemas/generated/types';
import { connect } from '../cloud';
import type { Cloud } from '../../operations/cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { findPrompt, type NamedPrompt } from '../find-prompt';
import { generate } from '../generate';
import { createLedger, type Ledger } from '../../operations/ledger/ledger';
import { print, printJson } from '../output';
import { readPipeline } from '../../operations/pipelines/pipelines';
import { mostPriceOfTrial, mustFit } from '../prompt-trial/bill';
import { readTrialExamples, type TrialExamples } from '../prompt-trial/examples';
import { subjectsOf } from '../prompt-trial/subjects';
import { trialMetric, tryPrompt } from '../prompt-trial/trial';
import { readPrompts } from '../prompts';
import { trialHead, trialLines } from '../render/trial-lines';
import { findVersion } from '../../operations/warehouse/versions';

export interface TestOptions {
  pipeline: string;
  version?: string;
  base?: string;
  production?: boolean;
  most: string;
  budget: string;
  json?: boolean;
}

/** @param name a file, or the digest of a prompt that is known */
export async function testPrompt(name: string, options: TestOptions): Promise<void> {
  const { pipeline, json } = options;
  const cloud = await connect();
  const ledger = createLedger(cloud);
  const configuration = await readPipeline(cloud, pipeline);
  const prompt = await findPrompt(name, () => readPrompts(ledger, [pipeline]));
  const production = await ledger.readProduction(pipeline);
  const made = production && (await ledger.readConfiguration({ pipeline, run: production.run }));
  const tried = {
    prompt,
    pipeline,
    configuration,
    ...(options.base !== undefined && { base: options.base }),
    ...(production && made && { serving: { production, configuration: made } }),
    ofProduction: options.production === true,
  };
  trialMetric(configuration.pipeline);
  const subjects = await subjectsOf(tried, ledger, cloud.status);
  const card = await cardOf(cloud, ledger, options);
  const known = await promptsBehind(ledger, card, [configuration, ...(made ? [made] : [])]);
  const held = await readTrialExamples(ledger, card, known.map(parsePrompt), Number(options.most));
  mustHold(held, prompt, subjects, card);

  const labels = configuration.pipeline.generation.choices === 'targets' ? labelsOf(card) : [];
  const choices = labels.length > 0 ? { choices: labels } : {};
  const prices = loadModelPrices(repositoryRoot());
  const most = mostPriceOfTrial(
    { subjects, examples: held.examples, pipeline: configuration.pipeline, ...choices },
    prices,
  );
  mustFit(most, Number(options.budget), held.examples.length);
  const head = { subjects, card, held, most };
  if (!json) print(trialHead(head).join('\n'));
  const seed = `${card.version} ${prompt.digest}`;
  const trial = await tryPrompt(
    subjects,
    held.examples,
    { pipeline: configuration.pipeline, ...choices, prices, seed },
    { generate: (question) => generate(question, cloud.status.endpoints) },
  );
  if (json)
    return printJson({
      pipeline,
      prompt,
      version: card.version,
      examples: held.examples.length,
      subjects: subjects.map(({ name: subject, model, prompt: own }) => ({
        name: subject,
        model,
        promptDigest: own.digest,
      })),
      mostPrice: most,
      ...trial,
    });
  print(trialLines(trial, configuration.pipeline.deployment.gate).join('\n'));
}

/** The version that is named, else the one that the pipeline came to last. */
async function cardOf(cloud: Cloud, ledger: Ledger, { pipeline, version }: TestOptions): Promise<DatasetCard> {
  const card = version === undefined ? await newestOf(ledger, pipeline) : await findVersion(ledger, version);
  if (card.pipeline === pipeline) return card;
  throw new OperationError(`Version ${card.version} is one of ${card.pipeline}, and not of ${pipeline}.`, {
    exitCode: exitCodes.usage,
    next: `npx landfall datasets --pipeline ${pipeline}`,
  });
}

async function newestOf(ledger: Ledger, pipeline: string): Promise<DatasetCard> {
  const keys = await ledger.listVersions(pipeline);
  const cards = (await Promise.all(keys.map((key) => ledger.readCard(key)))).filter((card) => card !== undefined);
  const newest = cards.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  if (newest) return newest;
  throw new OperationError(`${pipeline} has no dataset version to try a prompt on.`, {
    exitCode: exitCodes.usage,
    next: `npx landfall drop ${pipeline} FILE… --wait`,
  });
}

/** Every template that the version may have been rendered with. */
async function promptsBehind(
  ledger: Ledger,
  { pipeline, madeByRun }: DatasetCard,
  configurations: Configuration[],
): Promise<PromptTemplate[]> {
  const made = await ledger.readConfiguration({ pipeline, run: madeByRun });
  return [...(made ? [made] : []), ...configurations].flatMap(({ prompt, prompts = {} }) => [
    prompt,
    ...Object.values(prompts),
  ]);
}

/** @throws OperationError (usage) when the examples lack a field that somebody is to be asked with, or there are none */
function mustHold(
  { examples, fields }: TrialExamples,
  prompt: NamedPrompt,
  subjects: { name: string; prompt: { fields: string[] } }[],
  { version, pipeline }: DatasetCard,
): void {
  if (examples.length === 0)
    throw new OperationError(`Version ${version} holds no example that a prompt could be tried on.`, {
      exitCode: exitCodes.usage,
      next: `npx landfall dataset ${version}`,
    });
  for (const { name, prompt: own } of subjects) {
    const missing = own.fields.filter((field) => !fields.includes(field));
    if (missing.length > 0)
      throw new OperationError(`The held-out examples of version ${version} do not hold ${missing.join(', ')}.`, {
        exitCode: exitCodes.usage,
        why: `they were rendered with prompts of ${fields.join(', ')}, and ${name} asks for ${own.fields.join(', ')}`,
        next: `add ${prompt.name} to pipelines/${pipeline} as the prompt of a candidate, select its fields in training.sql, and drop again`,
      });
  }
}
