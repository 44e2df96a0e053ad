import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { resultSchemaText } from '../../src/recognise/json-schema.js';

it('stands in schemas/ as the code has it (else: npm run schema)', () => {
  const stored = readFileSync(new URL('../../schemas/result.schema.json', import.meta.url), 'utf8');
  expect(stored).toBe(resultSchemaText());
});
