/** The page's files: what has a digest in its name is kept by browsers for ever, the page itself is asked for each time. */
import type { RequestHandler } from 'express';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sirv from 'sirv';

/** Every address that is no file is the page's own: it knows what it shows there, and what it does not. */
export function servePage(findFolder: () => Promise<string>): RequestHandler {
  let files: { handler: RequestHandler; html: string } | undefined;
  return async (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    const folder = await findFolder();
    files ??= {
      handler: sirv(folder, {
        brotli: true,
        gzip: true,
        immutable: true,
        maxAge: 31_536_000,
        extensions: [],
      }) as RequestHandler,
      html: readFileSync(join(folder, 'index.html'), 'utf8'),
    };
    const { handler, html } = files;
    const tellPage = (): void => {
      // Behind a proxy that gives it a place below its own.
      const prefix = /^\/[\w-]+$/.exec(request.get('x-forwarded-prefix') ?? '')?.[0] ?? '';
      response
        .set('cache-control', 'no-cache')
        .type('html')
        .send(html.replace('<base href="/" />', `<base href="${prefix}/" />`));
    };
    if (request.path === '/' || request.path === '/index.html') return tellPage();
    await handler(request, response, () => (request.path.startsWith('/assets/') ? next() : tellPage()));
  };
}
