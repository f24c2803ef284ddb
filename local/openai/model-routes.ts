/** `/models`: base models and tuned ones, of which the tuned may be taken away. */
import { Router, type Request } from 'express';
import { rmSync } from 'node:fs';
import { isOpen } from '../vertex/base-models';
import { jobFiles } from '../vertex/stored-job';
import { isOpenTo, mayTune, nameOf } from './callers';
import type { OpenAiContext } from './context';
import { ApiError, noModel } from './errors';
import { findTunedModel, modelsOf } from './jobs';

/** Names may have slashes, escaped or not. */
type OfModel = Request<{ id: string[] }>;

const idIn = ({ params }: OfModel): string => params.id.join('/');

export function modelRoutes(context: OpenAiContext): Router {
  const router = Router();
  const show = (id: string, owned_by: string, created = 0) => ({ id, object: 'model', created, owned_by });
  const bases = (request: Request) =>
    context.models
      .filter((model) => isOpen(context.tuned, model, 'inference', 'global') && isOpenTo(request, context, model))
      .map(nameOf);

  router.get('/models', (request, response) => {
    const all = mayTune(request, context) ? [...context.jobs.entries()] : [];
    const jobs = all.map(({ value }) => value).filter(({ isDeleted }) => !isDeleted);
    const tuned = jobs.flatMap((job) =>
      modelsOf(context, job).map(({ id }) => show(id, 'org-landfall', job.created_at)),
    );
    response.json({ object: 'list', data: [...bases(request).map((id) => show(id, 'system')), ...tuned] });
  });
  router.get('/models/*id', (request: OfModel, response) => {
    const id = idIn(request);
    const tuned = mayTune(request, context) ? findTunedModel(context, id) : undefined;
    if (tuned) return void response.json(show(id, 'org-landfall', tuned.job.created_at));
    if (!bases(request).includes(id)) throw noModel(id);
    response.json(show(id, 'system'));
  });
  router.delete('/models/*id', (request: OfModel, response) => {
    const id = idIn(request);
    if (bases(request).includes(id)) throw new ApiError(403, 'You have insufficient permissions for this operation.');
    const found = mayTune(request, context) ? findTunedModel(context, id) : undefined;
    if (!found) throw noModel(id);
    context.jobs.put(found.job.id, { ...found.job, isDeleted: true });
    rmSync(jobFiles(context.directory, found.job.tuning!).folder, { recursive: true, force: true });
    response.json({ id, object: 'model', deleted: true });
  });
  return router;
}
