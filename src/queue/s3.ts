/** Photos in storage that speaks S3. Who may read there is told by the client's own variables (AWS_ACCESS_KEY_ID ...). */
import path from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { WhosecamError } from '../errors.js';
import { type Found, isPhotoPath } from '../survey/walk.js';
import { loadS3 } from './packages.js';
import type { PhotoSource } from './source.js';

/** A part of a bucket. */
export interface Bucket {
  readonly bucket: string;
  /** Beginning of the keys; it counts as a folder. */
  readonly prefix: string;
  /** Undefined: Amazon's own. */
  readonly endpoint: string | undefined;
}

/** Milliseconds: storage that doesn't answer is tried again (by the client thrice, then by the queue). */
const [connectionTimeout, requestTimeout] = [5000, 60_000];

/** Errors: `package-missing`. */
export async function openBucket({ bucket, prefix, endpoint }: Bucket): Promise<PhotoSource> {
  const { GetObjectCommand, ListObjectsV2Command, S3Client } = await loadS3();
  const client = new S3Client({
    requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
    // Others than Amazon know no newer sums.
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Others than Amazon have no names of their own for buckets.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  });
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const head = `s3://${bucket}/`;
  const keysOf = async (token?: string) => {
    const page = { Bucket: bucket, Prefix: folder, ...(token === undefined ? {} : { ContinuationToken: token }) };
    return client.send(new ListObjectsV2Command(page)).catch((cause: unknown) => {
      const words = `Expected a bucket that can be listed; received ${whyOf(cause)}`;
      throw new WhosecamError('storage-away', words, { cause });
    });
  };
  return {
    async list() {
      const found: Found[] = [];
      let token: string | undefined;
      do {
        const page = await keysOf(token);
        for (const { Key: key = '' } of page.Contents ?? [])
          if (isPhotoPath(key.slice(folder.length))) found.push({ file: head + key });
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return found.sort((a, b) => (a.file < b.file ? -1 : 1));
    },
    pathOf: (file) => file.slice(head.length + folder.length),
    async read(relative, maxBytes) {
      // A key is only a name, yet storage that lies on a disk may make a way of it.
      if (path.posix.normalize(`/${relative}`) !== `/${relative}`) {
        throw new WhosecamError('bad-request', 'Expected a key below the prefix; received a path that leaves it');
      }
      return readObject(client, new GetObjectCommand({ Bucket: bucket, Key: folder + relative }), maxBytes);
    },
  };
}

type GetObject = InstanceType<Awaited<ReturnType<typeof loadS3>>['GetObjectCommand']>;

async function readObject(client: S3Client, command: GetObject, maxBytes: number): Promise<Uint8Array> {
  try {
    const { Body: body, ContentLength: length } = await client.send(command);
    if (body === undefined || length === undefined) throw new Error('no body of a known length');
    if (length > maxBytes) {
      (body as { destroy?: () => void }).destroy?.();
      throw new WhosecamError('too-large', `Expected at most ${maxBytes} bytes; received ${length}`);
    }
    const bytes = await body.transformToByteArray();
    if (bytes.length !== length) throw new Error('a body that was cut off');
    return bytes;
  } catch (cause) {
    if (cause instanceof WhosecamError) throw cause;
    throw new WhosecamError('unreadable', `Expected an object that can be read; received ${whyOf(cause)}`, { cause });
  }
}

/** The storage's code (NoSuchKey), without its words: they may hold names. */
const whyOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : 'an error');
