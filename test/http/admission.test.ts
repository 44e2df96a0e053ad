import { EventEmitter } from 'node:events';
import type { FastifyReply } from 'fastify';
import { expect, it } from 'vitest';
import { createAdmission } from '../../src/http/admission.js';

const reply = (): FastifyReply => ({ raw: new EventEmitter() }) as unknown as FastifyReply;

it('lets in as many as there are places, and again when one has gone', () => {
  const admission = createAdmission(2);
  const first = reply();
  admission.admit(first);
  admission.admit(reply());
  expect(() => admission.admit(reply())).toThrow(expect.objectContaining({ code: 'busy' }) as Error);
  first.raw.emit('close');
  first.raw.emit('close');
  expect(admission.inside).toBe(1);
  admission.admit(reply());
});
