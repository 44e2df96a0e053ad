/** The packages of this part: optional, and loaded when a command needs them, never before. */
import { WhosecamError } from '../errors.js';

/** Errors of all: `package-missing`. */
export const loadBullmq = () => load('bullmq', () => import('bullmq'));
export const loadIoredis = () => load('ioredis', () => import('ioredis'));
export const loadS3 = () => load('@aws-sdk/client-s3', () => import('@aws-sdk/client-s3'));

async function load<Package>(name: string, loading: () => Promise<Package>): Promise<Package> {
  try {
    return await loading();
  } catch (cause) {
    throw new WhosecamError('package-missing', `Expected the package ${name}; install it: npm install ${name}`, {
      cause,
    });
  }
}
