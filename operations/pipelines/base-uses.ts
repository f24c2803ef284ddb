/** Every model that a pipeline stands on, what for, and what of it breaks when that model ends. */
import type { Action } from '../../catalog/lifecycle';
import { fallBacksOf, namedBasesOf } from '../../compiler/candidates';
import { chainBasesOf } from '../../compiler/chain/bases';
import type { Purpose } from '../../core/bases';
import { corporaBehind } from '../../core/grounding/corpora';
import { judgesIn } from '../../core/metrics';
import { endpointOf, isEndpoint } from '../../core/production';
import type { CorpusSpec, PipelineSpec, Production } from '../../schemas/generated/types';

export interface BaseUse {
  /** Id of a base model, or of an embedding model. */
  base: string;
  purpose: Purpose;
  /** What of the pipeline: `production`, a candidate's id, `step route`. */
  by: string;
  /** What becomes of it, by what is closed. */
  breaks: Partial<Record<Action, string>>;
}

const asked = (base: string, by: string, breaks: string): BaseUse => ({
  base,
  purpose: 'answers',
  by,
  breaks: { inference: breaks, price: 'costs something else than catalog/prices says' },
});

/** @param corpora of all folders */
export function usesOf(spec: PipelineSpec, corpora: CorpusSpec[]): BaseUse[] {
  const { summary } = spec.serving.history ?? {};
  return [
    ...namedBasesOf(spec).map(({ base, path, purpose }) => candidateUse(spec, base, Number(path[2]), purpose)),
    ...chainBasesOf(spec).map(({ base, path }) => asked(base, `step ${path[3]}`, 'ends with 404')),
    ...fallBacksOf(spec).map(({ base, path }) => asked(base, `fallback of ${path[2]}`, 'ends with 404')),
    ...judgesIn(spec.evaluation.metrics).map((base) => asked(base, 'judge', 'measures nothing')),
    ...(summary ? [asked(summary.model, 'conversations', 'are summarised no more')] : []),
    ...corporaBehind(spec).flatMap(({ corpus: name }) => {
      const corpus = corpora.find((each) => each.name === name);
      return corpus ? [asked(corpus.embedding.model, `corpus ${name}`, 'is neither indexed nor searched')] : [];
    }),
  ];
}

function candidateUse({ tuning }: PipelineSpec, base: string, entry: number, purpose: Purpose): BaseUse {
  const use = asked(base, tuning.candidates[entry]!.id, 'cannot be evaluated or deployed');
  const begun = { access: 'cannot be begun by a project that is new to the model' };
  const tuned = purpose === 'tuning' && { tuning: 'cannot be tuned' };
  return { ...use, purpose, breaks: { ...begun, ...tuned, ...use.breaks } };
}

/** The model in production, and a canary beside it. */
export function servedUses(production: Production): BaseUse[] {
  const { pipeline, base, canary } = production;
  const served = (of: string, endpoint: string, by: string): BaseUse => ({
    ...asked(of, by, `answers of ${pipeline} end with 404`),
    purpose: isEndpoint(endpoint) ? 'tuning' : 'answers',
  });
  return [
    served(base, endpointOf(production), 'production'),
    ...(canary ? [served(canary.base, canary.endpoint, 'canary')] : []),
  ];
}
