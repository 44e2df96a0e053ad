/**
 * The command line: arguments in, exit code out. Commands import what is slow to load (sharp, the ONNX runtime, Fastify: 0.2 s
 * together) when they run, so that none waits for another's.
 */
import { Command, CommanderError } from 'commander';
import { causeWords } from '../causes.js';
import { exitCodes, toWhosecamError } from '../errors.js';
import { printableLines } from '../survey/formats.js';
import { benchCommand, benchWith } from './bench.js';
import { classifyCommand, classifyWith } from './classify.js';
import { doctor, doctorCommand } from './doctor.js';
import { enqueue, enqueueCommand } from './enqueue.js';
import { evaluateCommand, evaluateWith } from './evaluate.js';
import type { OpenEngine } from './engine.js';
import type { Io } from './io.js';
import { merge, mergeCommand } from './merge.js';
import { pack, packCommand } from './pack.js';
import { report, reportCommand } from './report.js';
import { review, reviewCommand } from './review.js';
import { serveCommand, serveWith } from './serve.js';
import { teach, teachCommand } from './teach.js';
import { type TraceVector, verifyCommand, verifyWith } from './verify.js';
import { ownVersion } from './version.js';
import { watchCommand, watchWith } from './watch.js';
import { workerCommand, workerWith } from './worker.js';

/** What the commands work with. */
export interface Tools {
  readonly openEngine: OpenEngine;
  readonly traceVector: TraceVector | undefined;
}

/** Runs the command that the arguments name. Never throws: what went wrong stands on stderr and in the code. */
export async function runProgram(args: readonly string[], io: Io, tools: Tools): Promise<number> {
  const outcome: { code: number } = { code: exitCodes.ok };
  try {
    await program(io, tools, (code) => (outcome.code = code)).parseAsync([...args], { from: 'user' });
    return outcome.code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const error = toWhosecamError(thrown);
    const causes = error.code === 'internal' ? [causeWords(error.cause)] : [];
    io.stderr.write(printableLines([`whosecam: ${error.message}`, ...causes, ''].join('\n')));
    return error.exitCode;
  }
}

function program(io: Io, tools: Tools, setCode: (code: number) => void): Command {
  const root = new Command('whosecam')
    .description('tells Hikvision and Dahua cameras from others on photos, with evidence and an honest unknown')
    .version(ownVersion())
    .addHelpText('after', '\nExamples:\n  whosecam classify photos/\n  whosecam serve\n  whosecam doctor');
  /** The command, its work, and its code kept. */
  const add = (command: Command, action: (io: Io, ...args: never[]) => Promise<number>) =>
    root.addCommand(command.action(async (...given) => setCode(await action(io, ...(given as never[])))));
  add(classifyCommand(), classifyWith(tools.openEngine));
  add(mergeCommand(), merge);
  add(watchCommand(), watchWith(tools.openEngine));
  add(enqueueCommand(), enqueue);
  add(workerCommand(), workerWith(tools.openEngine));
  add(serveCommand(), serveWith(tools.openEngine));
  add(reviewCommand(), review);
  add(reportCommand(), report);
  add(packCommand(), pack);
  add(evaluateCommand(), evaluateWith(tools.openEngine));
  add(teachCommand(), teach);
  add(benchCommand(), benchWith(tools.openEngine));
  add(verifyCommand(), verifyWith(tools.traceVector));
  add(doctorCommand(), doctor);
  for (const command of [root, ...root.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
    if (command !== root) command.showHelpAfterError(`(whosecam ${command.name()} --help shows how it's used)`);
  }
  return root;
}
