import { expect, it } from 'vitest';
import { adviceOn, type Findings } from '../../src/cli/doctor-advice.js';

/** A Raspberry Pi 4 on which all is well. */
const well: Findings = {
  whosecam: '1.2.3',
  platform: 'linux arm64',
  machine: 'aarch64',
  node: 'v22.1.0',
  glibc: '2.36',
  cores: 4,
  workers: 3,
  threads: 1,
  memoryMb: { total: 3794, free: 950 },
  sharp: '0.35.5',
  libvips: '8.18.7',
  libheif: '1.23.2',
  onnxruntime: '1.30.0',
  model: { id: 'tiny-1', version: '0.0.1', bytes: 1 },
  formats: ['jpeg'],
  heic: true,
  writable: { temporaryFolder: true, currentFolder: true, keepFolder: true },
  port: { number: 8080, state: 'free' },
};

it('has nothing to say where all is well', () => {
  expect(adviceOn(well)).toEqual([]);
});

it.each<[string, Partial<Findings>, string]>([
  ['a 32-bit system on a 64-bit processor', { platform: 'linux arm' }, '64-bit Raspberry Pi OS'],
  ['a 32-bit processor', { platform: 'linux arm', machine: 'armv7l' }, 'no binaries of the ONNX runtime for linux arm'],
  ['an old Node', { node: 'v20.18.9' }, 'install 20.19 or newer'],
  ['a system without glibc', { glibc: null }, 'no glibc'],
  ['an old glibc', { glibc: '2.27' }, 'glibc 2.27 is too old: 2.28'],
  ['no HEIC', { libheif: null }, 'npm ci'],
  [
    'an altered model',
    { model: { problem: 'Expected the model; received another' } },
    'received another. Get the model',
  ],
  ['little memory', { memoryMb: { total: 3794, free: 949 } }, 'about 950 are needed: end other programs, or use fewer'],
  [
    'little memory for one',
    { workers: 1, memoryMb: { total: 900, free: 449 } },
    'about 450 are needed: end other programs.',
  ],
  ['more threads than cores', { threads: 2 }, '3 workers of 2 threads want more than 4 cores'],
  ['no temporary folder', { writable: { temporaryFolder: false, currentFolder: true } }, 'temporary folder'],
  ['no folder for records', { writable: { temporaryFolder: true, currentFolder: false } }, '--output'],
  ['no folder to keep in', { writable: { ...well.writable, keepFolder: false } }, "serve won't start"],
  [
    'a taken port',
    { port: { number: 8080, state: 'EADDRINUSE' } },
    'Port 8080 is taken; by whosecam, if it is running',
  ],
  ['a forbidden port', { port: { number: 80, state: 'EACCES' } }, 'Port 80 gives EACCES'],
])('explains %s, and nothing else', (_, found, says) => {
  const advice = adviceOn({ ...well, ...found });
  expect(advice).toHaveLength(1);
  expect(advice[0]).toContain(says);
});

it.each<[string, Partial<Findings>]>([
  ['the oldest Node', { node: 'v20.19.0' }],
  ['the oldest glibc', { glibc: '2.28' }],
  ['a system that has no glibc and needs none', { platform: 'darwin arm64', glibc: null }],
  ['nothing that is kept', { writable: { temporaryFolder: true, currentFolder: true } }],
])('lets %s pass', (_, found) => {
  expect(adviceOn({ ...well, ...found })).toEqual([]);
});
