/** The place with photos that was named on the command line: a folder, or storage that speaks S3. */
import { openFolder } from './folder.js';
import { openBucket } from './s3.js';
import type { PhotoSource } from './source.js';

const s3Address = /^s3:\/\/([^/]+)(?:\/(.*))?$/;

/** Opens what was named. Errors: `bad-request` when it's no folder; `package-missing`. */
export async function openSource(named: string, s3Endpoint: string | undefined): Promise<PhotoSource> {
  const [isS3, bucket = '', prefix = ''] = s3Address.exec(named) ?? [];
  if (isS3 === undefined) return openFolder(named);
  return openBucket({ bucket, prefix, endpoint: s3Endpoint });
}
