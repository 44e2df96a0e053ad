// What soak.mjs measures of a process, and how it judges that.
import { readdirSync, readFileSync } from 'node:fs';
import { lineThrough } from './parts.mjs';

/** Resident memory (MiB), open file descriptors and threads of a process, by /proc. */
export function look(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    mib: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024,
    threads: Number(/^Threads:\s+(\d+)/m.exec(status)?.[1]),
    fds: readdirSync(`/proc/${pid}/fd`).length,
  };
}

/** Seconds of CPU time that a process has taken: fields 14 and 15 of proc(5)'s stat, in hundredths. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** What the slope must be under: 1 MB an hour, in MiB a second. */
const mostPerS = 1e6 / 2 ** 20 / 3600;
/**
 * A line is judged from this time on. Memory goes up and down by some 10 MiB with the photos under way; in a few minutes that is
 * a slope of hundreds of MB an hour, and of either sign.
 */
const leastLineS = 40 * 60;
/** In a short run: what it may hold at most, and what its last third may hold more than its middle one, MiB (medians). */
const most = 700;
const mostMore = 48;

/** The first quarter warms up, 30 minutes at most. */
const warmUpS = (seconds) => Math.min(seconds / 4, 30 * 60);

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Checks of memory over a run: samples {atS, mib}, the last one at its end. */
export function judgeMemory(samples) {
  const seconds = samples.at(-1).atS;
  const after = samples.filter(({ atS }) => atS >= warmUpS(seconds));
  const peak = Math.max(...samples.map(({ mib }) => mib));
  const isLong = seconds - warmUpS(seconds) >= leastLineS;
  const { perS, mib } = lineThrough(after);
  const third = (i) => median(samples.filter(({ atS }) => Math.floor((3 * atS) / seconds) === i).map((one) => one.mib));
  const more = third(2) - third(1);
  const slope = `${((perS * 3600 * 2 ** 20) / 1e6).toFixed(2)} MB an hour`;
  return [
    {
      holds: peak < most,
      words: `memory: ${mib.toFixed(0)} MiB after warm-up, at most ${peak.toFixed(0)} (limit ${most})`,
    },
    isLong
      ? { holds: perS < mostPerS, words: `memory after warm-up: ${slope} (limit 1)` }
      : {
          holds: more < mostMore,
          words: `memory: ${more.toFixed(1)} MiB more in the last third than in the middle one (limit ${mostMore}); the line after warm-up, for what it is worth: ${slope}`,
        },
  ];
}
