/** Who is asked when a prompt is tried: a base with it, or production's model; and what they are compared with. */
import { isPrompted, promptDeployed, promptOf, shotsBefore } from '../../core/candidates';
import type { Turn } from '../../core/contents';
import { digest } from '../../core/digest';
import { shotsPath } from '../../core/ledger-layout';
import type { VertexPlace } from '../../core/models/gemini';
import { frozenModel, type FrozenModel } from '../../core/models/question';
import { endpointOf } from '../../core/production';
import { parsePrompt, type Prompt } from '../../core/prompt';
import type { Configuration, Production } from '../../schemas/generated/types';
import { OperationError, exitCodes } from '../../operations/errors';
import type { NamedPrompt } from '../find-prompt';
import { modelOf } from '../generate';
import type { Ledger } from '../../operations/ledger/ledger';

export interface TrialSubject {
  /** That of the prompt, `base`, or `production`: as the gate calls its rivals. */
  name: string;
  /** The endpoint, or the base model as it is. */
  model: string;
  base: FrozenModel;
  isTuned: boolean;
  prompt: Prompt;
  /** Turns of training examples that stand before each question. */
  shots: Turn[];
}

export interface Tried {
  prompt: NamedPrompt;
  pipeline: string;
  /** As it is deployed. */
  configuration: Configuration;
  /** What serves, with the configuration of its run. */
  serving?: { production: Production; configuration: Configuration };
  /** A base model; that of the first candidate where none is named. */
  base?: string;
  /** Production's own model is asked, which answers no prompt but the one that it was made with. */
  ofProduction?: boolean;
}

/**
 * The one that is tried, then its rivals. With the pipeline's own prompt the same base is the rival `base`, so that the prompts alone differ.
 * @throws OperationError (usage) for a base that cannot be asked, a prompt that production was not made with, and where nothing is left to compare
 */
export async function subjectsOf(
  tried: Tried,
  ledger: Pick<Ledger, 'readText'>,
  where: VertexPlace,
): Promise<TrialSubject[]> {
  const { prompt, pipeline, configuration, serving } = tried;
  const template = parsePrompt(prompt.template);
  const production = serving && (await subjectOfProduction(pipeline, serving, ledger, where));
  const asIs = (name: string, base: FrozenModel, own: Prompt): TrialSubject => ({
    name,
    model: modelOf(base, where)!,
    base,
    isTuned: false,
    prompt: own,
    shots: [],
  });
  if (tried.ofProduction) {
    if (!production)
      throw new OperationError(`Nothing of ${pipeline} is in production.`, {
        exitCode: exitCodes.usage,
        next: `npx landfall prompts test ${prompt.name} --pipeline ${pipeline}   (asks a base model)`,
      });
    if (production.prompt.digest !== template.digest)
      throw new OperationError('The model in production was made with another prompt.', {
        exitCode: exitCodes.usage,
        why: `production was made with ${production.prompt.digest.slice(0, 12)}, and ${prompt.name} is ${template.digest.slice(0, 12)}: what it would answer to that says nothing of it`,
        next: 'without --production a base model is asked; a candidate of pipeline.yaml with this prompt is tuned on it',
      });
    return [
      { ...production, name: prompt.name, prompt: template },
      asIs('base', askable(production.base, where), template),
    ];
  }
  const base = askable(baseOf(tried), where);
  const main = parsePrompt(configuration.prompt);
  const rivals = [...(isSame(main, template) ? [] : [asIs('base', base, main)]), ...(production ? [production] : [])];
  if (rivals.length === 0)
    throw new OperationError(`There is nothing to compare ${prompt.name} with.`, {
      exitCode: exitCodes.usage,
      why: `it is the prompt of ${pipeline} (${template.digest.slice(0, 12)}), and nothing is in production`,
      next: `npx landfall prompts diff FILE ${template.digest.slice(0, 12)}   (what another file changes)`,
    });
  return [asIs(prompt.name, base, template), ...rivals];
}

function baseOf({ base, configuration, pipeline }: Tried): FrozenModel {
  const known = Object.keys(configuration.baseModels);
  const id = base ?? configuration.candidates?.[0]?.base ?? known[0]!;
  if (known.includes(id)) return frozenModel(configuration, id);
  throw new OperationError(`${pipeline} has no base model "${id}".`, {
    exitCode: exitCodes.usage,
    why: `its base models are ${known.join(', ')}`,
    next: 'the same command with one of them, or a candidate of kind prompted with that base in pipeline.yaml',
  });
}

/** The same text, and answered the same way. */
const isSame = (one: Prompt, other: Prompt): boolean =>
  one.digest === other.digest && digest({ ...one.generation }) === digest({ ...other.generation });

/** @throws OperationError (usage) for a model of a provider that no command asks */
function askable(base: FrozenModel, where: VertexPlace): FrozenModel {
  if (modelOf(base, where) !== undefined) return base;
  throw new OperationError(`${base.id} is a model of ${base.provider}, which no command asks.`, {
    exitCode: exitCodes.usage,
    next: 'a candidate of kind prompted with this file and that base in pipeline.yaml: the next drop evaluates it',
  });
}

async function subjectOfProduction(
  pipeline: string,
  { production, configuration }: NonNullable<Tried['serving']>,
  ledger: Pick<Ledger, 'readText'>,
  where: VertexPlace,
): Promise<TrialSubject> {
  const { run, candidate, base, promptDigest } = production;
  const prompt = promptDeployed(production, configuration);
  if (!prompt)
    throw new OperationError('The model in production and its run do not have the same prompt.', {
      why: `production has ${promptDigest.slice(0, 12)}, its run ${promptOf(candidate, configuration).digest.slice(0, 12)}`,
      next: `npx landfall rollback ${pipeline}`,
    });
  const { examples = 0 } = shotsBefore(candidate, configuration);
  const shotsOf = async (): Promise<Turn[]> => {
    const path = shotsPath({ pipeline, run }, promptDigest);
    const text = await ledger.readText(path);
    if (text === undefined)
      throw new OperationError("The examples that stand before production's questions are gone.", { where: path });
    return (JSON.parse(text) as Turn[][]).slice(0, examples).flat();
  };
  return {
    name: 'production',
    model: endpointOf(production),
    base: askable(frozenModel(configuration, base), where),
    isTuned: !isPrompted(candidate, configuration),
    prompt,
    shots: examples === 0 ? [] : await shotsOf(),
  };
}
