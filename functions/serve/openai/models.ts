/** /v1/models: the pipelines that have a model in production, each as a model. */
import { pipelineName } from '../../../core/batch/landing-path';
import type { ServeDeps } from '../deps';
import { HttpProblem } from '../../shared/http/problem';

const modelOf = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'landfall' });

export async function listModels({ pipelinesInProduction }: ServeDeps) {
  return { object: 'list', data: (await pipelinesInProduction()).map(modelOf) };
}

/** @throws HttpProblem 404 */
export async function findModel(id: string, { ledger }: ServeDeps) {
  if (pipelineName.test(id) && (await ledger.findProduction(id))) return modelOf(id);
  throw new HttpProblem(404, `nothing of ${id} is in production`, 'name one that GET /v1/models lists', {
    param: 'model',
    code: 'model_not_found',
  });
}
