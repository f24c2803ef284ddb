/** One line of a preference tuning dataset: a prompt, and two completions of which one is preferred, as Vertex AI documents them. */
import { InvalidExample, isObject, readObject, readText, readTurns, type TrainingExample } from './training-example';

export interface Preference extends TrainingExample {
  preferred: string;
  rejected: string;
}

const names = ['contents', 'completions', 'systemInstruction', 'system_instruction'];

/**
 * docs.cloud.google.com/gemini-enterprise-agent-platform/models/tuning/preference-tuning/prepare-data, as of 2026-11-29.
 * @throws InvalidExample with the reason, ready to stand behind "line N: ".
 */
export function parsePreference(line: string): Preference {
  const json = readObject(line);
  for (const name of Object.keys(json)) if (!names.includes(name)) throw new InvalidExample(`unknown field "${name}"`);
  const system = json['systemInstruction'] ?? json['system_instruction'];
  return {
    ...(system !== undefined && { system: readText(system, 'systemInstruction') }),
    turns: readTurns(json['contents'], 'user'),
    ...readCompletions(json['completions']),
  };
}

function readCompletions(completions: unknown): Pick<Preference, 'preferred' | 'rejected'> {
  if (!Array.isArray(completions) || completions.length !== 2)
    throw new InvalidExample('completions must be a list of two, a preferred and a dispreferred one');
  const byScore = new Map(
    completions.map((entry: unknown, index): [number, string] => {
      const place = `completions[${index}]`;
      const { score, completion } = isObject(entry) ? entry : {};
      if (score !== 0 && score !== 1)
        throw new InvalidExample(`${place}.score is ${JSON.stringify(score) ?? 'missing'}, must be 0 or 1`);
      if (!isObject(completion) || completion['role'] !== 'model')
        throw new InvalidExample(`${place}.completion must have the role "model"`);
      return [score, readText(completion, `${place}.completion`)];
    }),
  );
  const [preferred, rejected] = [byScore.get(1), byScore.get(0)];
  if (preferred === undefined || rejected === undefined)
    throw new InvalidExample('completions must have one score of 1 and one of 0');
  return { preferred, rejected };
}
