/**
 * Where the person at this machine finds the console, as `gcloud run services proxy` has it for somebody in the cloud. It answers on
 * this machine's own names alone, so that no page of another site can pass for it by a name that leads here.
 */
import { Router, type Request, type Response } from 'express';
import { userInfo } from 'node:os';

const own = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
const place = '/console';

/** Who decides on a page of this machine: whoever has started its cloud. */
export const personHere = (): string => `${userInfo().username}@localhost`;

/** @param call asks the console for a path, in the person's name */
export function createConsolePlace(
  call: (path: string, request: Request, response: Response) => Promise<void>,
): Router {
  const router = Router();
  router.get('/', (request, response, next) => {
    if (request.get('accept')?.includes('text/html')) response.redirect(`${place}/`);
    else next();
  });
  router.use(place, async (request, response) => {
    const { host } = request.headers;
    if (!own.test(host ?? ''))
      return void response.status(403).type('text').send('The console is served on 127.0.0.1 alone.');
    if (request.originalUrl === place) return response.redirect(`${place}/`);
    request.headers['x-forwarded-prefix'] = place;
    await call(request.url, request, response);
  });
  return router;
}
