/** whosecam watch: photos are answered as they arrive in a folder. */
import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Argument, Command, Option } from 'commander';
import { type ConfigFlags, readConfig } from '../config.js';
import { exitCodes, systemCode, WhosecamError } from '../errors.js';
import { recordedBy } from '../inference/record-photo.js';
import { type Arrivals, createArrivals, type Look, restMsOf } from '../survey/arrivals.js';
import { answerOf } from '../survey/formats.js';
import { openOutput, type Output } from '../survey/output.js';
import { type Keeper, survey, type SurveyOptions } from '../survey/run.js';
import { type OpenEngine, withEngineOptions } from './engine.js';
import { howToGoOn } from './go-on.js';
import { type Action, complainTo, type Io } from './io.js';
import { expectJsonlName } from './output-name.js';
import { createProgress } from './progress.js';
import { secondsOf } from './seconds.js';

/** Flags of the command. */
export interface WatchFlags extends ConfigFlags {
  readonly output: string;
  readonly settleSeconds: number;
  readonly everySeconds: number;
}

const examples = `
Examples:
  whosecam watch photos/ --output photos.jsonl
  whosecam watch /mnt/share/photos --output photos.jsonl --settle-seconds 60

Photos that are there already are answered, too, and those of folders that appear later. Hidden files and names that begin
with ~ are left alone. A photo that changes is answered again. Stop it (Ctrl-C) and give the same command again to go on;
classify and report understand the same file.
Exit codes: 130 stopped, 2 wrong use or the output can't be written, 3 model missing or altered.`;

/** The command's arguments, options and help. */
export function watchCommand(): Command {
  const seconds = (flag: string, words: string) => new Option(flag, words).default(10).argParser(secondsOf);
  const command = new Command('watch')
    .description('answer photos as they arrive in a folder, until it is stopped')
    .addArgument(new Argument('<folder>', 'folder that photos are synced or copied to'))
    .addOption(
      new Option('-o, --output <file.jsonl>', 'write the records there, one JSON object a line').makeOptionMandatory(),
    )
    .addOption(seconds('--settle-seconds <s>', 'a photo is whole once it has not changed for so long'))
    .addOption(seconds('--every-seconds <s>', 'look into the folder so often (large folders less often)'))
    .addHelpText('after', examples);
  return withEngineOptions(command);
}

/** Errors: `bad-request`, `bad-config`, the model's (`model-missing`, `model-altered`), the output's. */
export function watchWith(openEngine: OpenEngine): Action<[folder: string, flags: WatchFlags]> {
  return async (io, folder, flags) => {
    const config = readConfig(flags);
    expectJsonlName(flags.output);
    await expectFolder(folder);
    const ahead = 2 * config.workers;
    const { pool, model } = await openEngine(config, ahead);
    try {
      const output = await openOutput(flags.output, model);
      const limits = { maxBytes: config.maxBytes, ahead, signal: io.signal };
      const options = { record: recordedBy(pool), model, onInternal: complainTo(io), ...limits };
      await answerArrivals(io, folder, { flags, output, options }).finally(output.close);
    } finally {
      await pool.close();
    }
    io.stderr.write(howToGoOn(flags.output, io.commandLine));
    return exitCodes.interrupted;
  };
}

async function expectFolder(folder: string): Promise<void> {
  const what = await stat(folder).then(
    (facts) => (facts.isDirectory() ? undefined : 'something else'),
    (thrown: unknown) => systemCode(thrown),
  );
  if (what !== undefined) throw new WhosecamError('bad-request', `Expected a folder to watch; received ${what}`);
}

interface Job {
  readonly flags: WatchFlags;
  readonly output: Output;
  readonly options: SurveyOptions;
}

/** Looks and answers until the signal aborts, then puts the output in order. */
async function answerArrivals(io: Io, folder: string, job: Job): Promise<void> {
  const { settleSeconds, everySeconds } = job.flags;
  const settleMs = settleSeconds * 1000;
  const arrivals = createArrivals(folder, { settleMs });
  const tellOf = createTeller(io);
  io.stderr.write(`whosecam watches; a photo is answered once it hasn't changed for ${settleSeconds} s\n`);
  let files: readonly string[] = [];
  while (!io.signal.aborted) {
    const begun = process.cpuUsage();
    const look = await arrivals.look();
    const { user, system } = process.cpuUsage(begun);
    files = look.files;
    tellOf(look);
    if (look.due.length > 0) {
      await answer(io, arrivals, look, job);
      // Whoever reads the file meanwhile shouldn't count a photo twice.
      await job.output.dropMoved(files);
      continue;
    }
    const restMs = restMsOf({ everyMs: everySeconds * 1000, settleMs, ...look, cpuMs: (user + system) / 1000 });
    await pause(restMs, undefined, { signal: io.signal }).catch(() => undefined);
  }
  await job.output.finish(files);
}

async function answer(io: Io, arrivals: Arrivals, { due }: Look, { output, options }: Job): Promise<void> {
  const progress = createProgress(io, due.length, { rowsShow: false });
  const changed = new Set<string>();
  const keeper: Keeper = {
    known: output.known,
    async keep(record) {
      // What was taken away or is being written under us says nothing about the photo.
      if (record.status === 'failed' && !arrivals.isStill(record.file)) changed.add(record.file);
      else await output.keep(record);
    },
  };
  try {
    for await (const record of survey(due, { ...options, keeper })) {
      progress.photo(changed.has(record.file) ? 'changed meanwhile' : answerOf(record));
    }
  } finally {
    progress.end();
    io.stderr.write(progress.summary());
  }
}

/** Tells what can't be looked into, once, without names: those of folders may say where a survey is. */
function createTeller({ stderr }: Io): (look: Look) => void {
  let said = '';
  return ({ problems }) => {
    const words = [...new Set(problems.map(({ message }) => message))].sort().join('; ');
    if (words !== said && words !== '') stderr.write(`${problems.length} left out until they can be read: ${words}\n`);
    said = words;
  };
}
