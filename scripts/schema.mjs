// Writes schemas/result.schema.json from the zod schema; `npm run schema` builds first.
import { writeFileSync } from 'node:fs';
import { resultSchemaText } from '../dist/recognise/json-schema.js';

writeFileSync(new URL('../schemas/result.schema.json', import.meta.url), resultSchemaText());
