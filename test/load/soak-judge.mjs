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
 * Memory goes up and down by tens of MiB with the photos under way, which would make a slope of tens of MB an hour of nothing. Its
 * floor doesn't: the least of five minutes, in which now and then hardly anything is under way. A leak raises the floor as well.
 */
const floorS = 300;
/** Floors that make a line: of 40 minutes. */
const leastFloors = 8;

/** In a shorter run: what it may hold at most, and what the floor of its last third may be above that of its middle one, MiB. */
const most = 700;
const mostMore = 32;

/** The first quarter warms up, 30 minutes at most. */
const warmUpS = (seconds) => Math.min(seconds / 4, 30 * 60);

const floorOf = (samples, fromS, toS) =>
  Math.min(...samples.filter(({ atS }) => atS >= fromS && atS < toS).map(({ mib }) => mib));

/** Checks, {holds, words}, of memory over a run: samples {atS, mib}, the last one at its end. */
export function judgeMemory(samples) {
  const seconds = samples.at(-1).atS;
  const warmS = warmUpS(seconds);
  const peak = Math.max(...samples.map(({ mib }) => mib));
  const held = { holds: peak < most, words: `memory: at most ${peak.toFixed(0)} MiB (limit ${most})` };
  const count = Math.floor((seconds - warmS) / floorS);
  if (count < leastFloors) {
    const [middle, last] = [1, 2].map((third) => floorOf(samples, (third * seconds) / 3, ((third + 1) * seconds) / 3));
    const words = `memory: ${(last - middle).toFixed(1)} MiB more in the last third than in the middle one (limit ${mostMore})`;
    return [held, { holds: last - middle < mostMore, words }];
  }
  const floors = Array.from({ length: count }, (_, i) => {
    const fromS = seconds - (count - i) * floorS;
    return { atS: fromS, mib: floorOf(samples, fromS, fromS + floorS) };
  });
  const { perS, mib } = lineThrough(floors);
  const perHour = ((perS * 3600 * 2 ** 20) / 1e6).toFixed(2);
  const words = `memory: floor ${mib.toFixed(0)} MiB after ${(warmS / 60).toFixed(0)} minutes, ${perHour} MB more an hour (limit 1), ${count} floors`;
  return [held, { holds: perS < mostPerS, words }];
}
