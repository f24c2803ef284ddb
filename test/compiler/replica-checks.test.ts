import { expect, test } from '@jest/globals';
import { loadCatalog } from '../../catalog';
import { checkReplicas } from '../../compiler/replica-checks';
import { repositoryRoot } from '../../core/root';
import type { PipelineSpec } from '../../schemas/generated/types';
import { deployment } from '../deployment';

const catalog = loadCatalog(repositoryRoot());

function problems(candidate: object, alsoAt: string[]): string[] {
  const found: string[] = [];
  const spec = { tuning: { candidates: [{ id: 'a', ...candidate }] }, deployment: { alsoAt } };
  checkReplicas(spec as unknown as PipelineSpec, { catalog, deployment }, (path, reason) =>
    found.push(`${path.join('.')}: ${reason}`),
  );
  return found;
}

test.each<[string, object, string[], string[]]>([
  ['what is tuned on Gemini, at the other multi-region', { kind: 'tuned', base: 'gemini-3.5-flash' }, ['eu'], []],
  ['a base as it is, anywhere that it answers', { kind: 'prompted', base: 'gemini-3.5-flash' }, ['eu', 'global'], []],
  [
    'what is tuned, where only bases are',
    { kind: 'tuned', base: 'gemini-3.5-flash' },
    ['eu', 'global'],
    ['deployment.alsoAt.1: what is tuned on gemini-3.5-flash answers in us, eu, and not in global'],
  ],
  [
    'where it answers anyway',
    { kind: 'tuned', base: 'gemini-3.5-flash' },
    ['us'],
    [
      'deployment.alsoAt.0: what is tuned on gemini-3.5-flash answers in us already, which is the nearest to us-central1',
    ],
  ],
  [
    'a base of a service',
    { kind: 'prompted', base: 'together-llama-3.3-70b' },
    ['eu'],
    [
      'deployment.alsoAt.0: together-llama-3.3-70b is of openai-compatible, which has it at one place: only Gemini on Vertex AI answers at several',
    ],
  ],
  ['a base that there is not, of which others complain', { kind: 'tuned', base: 'moon' }, ['eu'], []],
])('%s', (_, candidate, alsoAt, expected) => {
  expect(problems(candidate, alsoAt)).toEqual(expected);
});
