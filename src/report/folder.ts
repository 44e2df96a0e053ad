/**
 * A report's folder. What a report consists of stands in its `report.json`, so that the next one can take its place and leave
 * what a person put beside it; a folder without one is somebody else's and is left alone.
 */
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { systemCode, WhosecamError } from '../errors.js';
import { jsonOf } from '../survey/json-lines.js';
import { newFolderFor } from '../survey/new-folder.js';
import { orDiskFull } from '../survey/write-error.js';

const contentsFile = 'report.json';

/** A file of a report, under its folder and never out of it. */
const ownFile = z
  .string()
  .refine((name) => path.posix.normalize(name) === name && !/^(?:\.\.)?(?:\/|$)|\\|^[a-z]:/i.test(name));

const contentsSchema = z.object({ schema: z.literal('whosecam.report/1'), files: z.array(ownFile) });

/**
 * Lets `write` fill a new folder, then puts its files into `dir` in place of an earlier report's. Until all are written the
 * earlier report stands. `write` answers whether the report is to be kept.
 * Errors: `bad-request` when `dir` is no report's folder, or can't be written; `disk-full`.
 */
export async function replaceReport(dir: string, write: (newDir: string) => Promise<boolean>): Promise<boolean> {
  const earlier = await earlierFiles(dir);
  const target = path.resolve(dir);
  const newDir = await newFolderFor(target).catch(cantWrite);
  try {
    if (!(await write(newDir))) return false;
    await moveIn(newDir, target, earlier).catch(cantWrite);
    return true;
  } catch (thrown) {
    throw orDiskFull(thrown, 'room for the report', 'make room and give the same command again');
  } finally {
    await rm(newDir, { recursive: true, force: true });
  }
}

/** Files of the report that's in a folder; none where it's empty or isn't there. */
async function earlierFiles(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir).catch((thrown: unknown) => {
    if (systemCode(thrown) === 'ENOENT') return [];
    return cantWrite(thrown);
  });
  if (names.length === 0) return [];
  const text = await readFile(path.join(dir, contentsFile), 'utf8').catch(() => '');
  const contents = contentsSchema.safeParse(jsonOf(text));
  if (contents.success) return contents.data.files;
  throw new WhosecamError(
    'bad-request',
    'Expected for --out a new folder, an empty one or one of an earlier report; it holds other files',
  );
}

async function moveIn(newDir: string, target: string, earlier: readonly string[]): Promise<void> {
  const files = await filesIn(newDir);
  await mkdir(target, { recursive: true });
  // Both lists first: whenever this is cut short, the folder is still known as a report's.
  await writeContents(target, [...new Set([...earlier, ...files])]);
  for (const file of earlier) if (file !== contentsFile) await rm(path.join(target, file), { force: true });
  await dropEmpty(target, earlier);
  for (const file of files) {
    await mkdir(path.dirname(path.join(target, file)), { recursive: true });
    await rename(path.join(newDir, file), path.join(target, file));
  }
  await writeContents(target, files);
}

const writeContents = (dir: string, files: readonly string[]): Promise<void> =>
  writeFile(
    path.join(dir, contentsFile),
    `${JSON.stringify({ schema: 'whosecam.report/1', files: files.toSorted() }, null, 1)}\n`,
  );

/** Folders of an earlier report that hold nothing more, innermost first. */
async function dropEmpty(target: string, files: readonly string[]): Promise<void> {
  const folders = files.flatMap((file) => {
    const parts = file.split('/').slice(0, -1);
    return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
  });
  const deepestFirst = [...new Set(folders)].sort((a, b) => b.length - a.length);
  // One that isn't empty holds what a person put there.
  for (const folder of deepestFirst) await rmdir(path.join(target, folder)).catch(() => undefined);
}

/** Files at any depth, relative, with forward slashes. */
async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

function cantWrite(thrown: unknown): never {
  if (systemCode(thrown) === 'ENOSPC') throw thrown;
  throw new WhosecamError(
    'bad-request',
    `Expected for --out a folder that can be written; received ${systemCode(thrown)}`,
    {
      cause: thrown,
    },
  );
}
