/** `/models`: base models and tuned ones, of which the tuned may be taken away. */
import { Router, type Request } from 'express';
import { rmSync } from 'node:fs';
import { isOpen } from '../vertex/base-models';
import { jobFiles } from '../vertex/stored-job';
import type { OpenAiContext } from './context';
import { ApiError, noModel } from './errors';
import { findTunedModel, modelsOf } from './jobs';

type OfModel = Request<{ id: string }>;

export function modelRoutes(context: OpenAiContext): Router {
  const router = Router();
  const show = (id: string, owned_by: string, created = 0) => ({ id, object: 'model', created, owned_by });
  const bases = () => context.tuned.models.filter((model) => isOpen(context.tuned, model, 'inference', 'global'));

  router.get('/models', (_request, response) => {
    const jobs = [...context.jobs.entries()].map(({ value }) => value).filter(({ isDeleted }) => !isDeleted);
    const tuned = jobs.flatMap((job) =>
      modelsOf(context, job).map(({ id }) => show(id, 'org-landfall', job.created_at)),
    );
    response.json({ object: 'list', data: [...bases().map(({ id }) => show(id, 'system')), ...tuned] });
  });
  router.get('/models/:id', ({ params: { id } }: OfModel, response) => {
    const tuned = findTunedModel(context, id);
    if (tuned) return void response.json(show(id, 'org-landfall', tuned.job.created_at));
    if (!bases().some((base) => base.id === id)) throw noModel(id);
    response.json(show(id, 'system'));
  });
  router.delete('/models/:id', ({ params: { id } }: OfModel, response) => {
    if (bases().some((base) => base.id === id))
      throw new ApiError(403, 'You have insufficient permissions for this operation.');
    const found = findTunedModel(context, id);
    if (!found) throw noModel(id);
    context.jobs.put(found.job.id, { ...found.job, isDeleted: true });
    rmSync(jobFiles(context.directory, found.job.tuning!).folder, { recursive: true, force: true });
    response.json({ id, object: 'model', deleted: true });
  });
  return router;
}
