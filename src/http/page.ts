/** GET /: the page, and the files that it's made of. */
import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** Where `npm run build` puts the page; the same folder from src/ and from dist/. */
const folder = new URL('../../dist/page/', import.meta.url);

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Where the page's photos come from: the person chooses them, or they're those of a run. */
export type PageSource = 'chosen' | 'run';

/**
 * A route for each file of the built page, open to all: it holds nothing but code. The files are read once, here, so no
 * request can name another. Errors: the system's when the program wasn't built.
 */
export async function addPage(
  app: FastifyInstance,
  { source = 'chosen' }: { readonly source?: PageSource },
): Promise<void> {
  for (const name of await readdir(folder)) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const isIndex = name === 'index.html';
    const file = await readFile(new URL(name, folder));
    const body = isIndex ? file.toString().replace('<html', `<html data-source="${source}"`) : file;
    app.get(isIndex ? '/' : `/page/${name}`, { schema: { hide: true } }, async (_request, reply) =>
      reply.type(type).send(body),
    );
  }
}
