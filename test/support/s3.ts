/**
 * The little of S3 that photos need, over real HTTP, for the real client: GetObject, and ListObjectsV2 of two keys a page. It asks
 * for a key (`test`), not for a signature: npm has no server that's still looked after.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** A bucket called `survey`. */
export interface TestBucket {
  readonly endpoint: string;
  readonly objects: Map<string, Uint8Array>;
  /** Keys that were got, in order. */
  readonly got: string[];
  /** Status that objects are answered with, if not with what they are. */
  refusal: number | undefined;
}

/** Starts the server for the tests of a file that calls this at its top. */
export async function startBucket(): Promise<TestBucket> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://here');
    const key = decodeURIComponent(pathname).replace(/^\/survey\/?/, '');
    if (!/Credential=test\//.test(request.headers.authorization ?? '')) refuse(response, 403, 'AccessDenied');
    else if (!pathname.startsWith('/survey')) refuse(response, 404, 'NoSuchBucket');
    else if (searchParams.get('list-type') === '2') list(response, searchParams);
    else get(response, key);
  });
  const bucket: TestBucket = { endpoint: '', objects: new Map(), got: [], refusal: undefined };
  const list = (response: ServerResponse, asked: URLSearchParams) => {
    const keys = [...bucket.objects.keys()].filter((key) => key.startsWith(asked.get('prefix') ?? '')).sort();
    const from = Number(asked.get('continuation-token') ?? 0);
    const more = from + 2 < keys.length ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : '';
    const rows = keys
      .slice(from, from + 2)
      .map((key) => `<Contents><Key>${key.replaceAll('&', '&amp;')}</Key></Contents>`);
    response.setHeader('content-type', 'application/xml');
    response.end(
      `<ListBucketResult><IsTruncated>${more !== ''}</IsTruncated>${more}${rows.join('')}</ListBucketResult>`,
    );
  };
  const get = (response: ServerResponse, key: string) => {
    const bytes = bucket.objects.get(key);
    bucket.got.push(key);
    if (bucket.refusal !== undefined) refuse(response, bucket.refusal, 'SlowDown');
    else if (bytes) response.setHeader('content-length', bytes.length).end(bytes);
    else refuse(response, 404, 'NoSuchKey');
  };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(bucket, { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
}
