/** The public record as JSON Schema, for programs in other languages. */
import { z } from 'zod';
import { recordSchema } from './result.js';

/** `schemas/result.schema.json`, as text with a line's end. */
export function resultSchemaText(): string {
  const schema = z.toJSONSchema(recordSchema, { target: 'draft-2020-12' });
  const named = { $id: 'urn:whosecam:schema:result:1', title: 'A record of whosecam: one an image', ...schema };
  return `${JSON.stringify(named, null, 2)}\n`;
}
