/** What the ONNX runtime keeps of its telemetry shows whether it's on: in its own process, with folders that nobody else writes to. */
import { execFile } from 'node:child_process';
import { readdir, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { folderOf } from '../support/cli.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = `${root}dist/main.js`;
const photo = `${root}fixtures/photos/001-hikvision-bullet-brick.jpg`;
const model = `${root}models/whosecam-1/textDetector.onnx`;

/** Files that a node process leaves in its home, its cache and its temporary folder. */
async function leftBy(args: readonly string[]): Promise<string[]> {
  const folder = await realpath(await folderOf({}));
  const env: NodeJS.ProcessEnv = { ...process.env, HOME: folder, TMPDIR: folder, XDG_CACHE_HOME: folder };
  // The runtime keeps still where it sees that it's tested.
  for (const name of ['CI', 'TF_BUILD', 'GITHUB_ACTIONS', 'ORT_RUNNING_UNIT_TESTS', 'ORT_DISABLE_TELEMETRY']) {
    Reflect.deleteProperty(env, name);
  }
  await promisify(execFile)(process.execPath, args, { cwd: folder, env });
  return readdir(folder);
}

it.skipIf(process.platform === 'win32').each(['classify', 'verify'])('nothing is kept by %s', async (command) => {
  expect(await leftBy(command === 'classify' ? [main, command, photo] : [main, command])).toEqual([]);
});

// Where this fails, the runtime has no telemetry any more, and src/inference/no-telemetry.ts has no purpose.
it.skipIf(process.platform === 'win32')('and would be, if nobody had turned it off', async () => {
  const open = `require(${JSON.stringify(`${root}node_modules/onnxruntime-node`)}).InferenceSession.create(${JSON.stringify(model)})`;
  expect(await leftBy(['-e', open])).not.toEqual([]);
});
