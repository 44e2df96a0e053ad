// Writes the bill of materials (CycloneDX 1.5, JSON) to stdout: the packages that the program runs with, by the lockfile, and the
// model's files, by their bytes.
//   npm run --silent sbom > sbom.json
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modelFolder = path.join(root, 'models/whosecam-1');
const bundle = JSON.parse(readFileSync(path.join(modelFolder, 'bundle.json'), 'utf8'));

// Started by npm, this knows where npm is; by its name, Windows wouldn't find it.
const npm = process.env.npm_execpath;
const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
const wanted = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
const bom = JSON.parse(execFileSync(command, [...first, ...wanted], { cwd: root, maxBuffer: 2 ** 26 }));

// npm's own `--omit dev` (11.19) leaves out what the program needs as soon as a tool needs it, too: tinyglobby, semver.
const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
const needed = new Set(
  Object.entries(packages)
    .filter(([folder, { dev }]) => folder !== '' && !dev)
    .map(([folder, { version }]) => `${folder.replace(/^.*node_modules\//, '')}@${version}`),
);

/** A file of the model: networks as such, all else as data. */
function componentOf({ file, name }) {
  const digest = createHash('sha256')
    .update(readFileSync(path.join(modelFolder, file)))
    .digest('hex');
  return {
    'bom-ref': `${bundle.id}/${file}@${bundle.version}`,
    type: file.endsWith('.onnx') ? 'machine-learning-model' : 'data',
    name: `${bundle.id}/${file}`,
    version: bundle.version,
    ...(name in bundle.provenance && { description: bundle.provenance[name] }),
    hashes: [{ alg: 'SHA-256', content: digest }],
    licenses: [{ license: { id: bundle.licence } }],
  };
}

const files = Object.entries(bundle.files).map(([name, { path: file }]) => ({ name, file }));
const model = [{ name: 'bundle', file: 'bundle.json' }, ...files].map(componentOf);
const { component } = bom.metadata;
const own = component['bom-ref'];
// npm calls it by its folder's name, and a library.
Object.assign(component, { name: own.split('@')[0], type: 'application' });
bom.components = [...bom.components.filter((one) => needed.has(one['bom-ref'])), ...model];
const edges = bom.dependencies
  .filter(({ ref }) => ref === own || needed.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => needed.has(other)) }));
const modelRefs = model.map((one) => one['bom-ref']);
edges.find(({ ref }) => ref === own).dependsOn.push(...modelRefs);
bom.dependencies = [...edges, ...modelRefs.map((ref) => ({ ref, dependsOn: [] }))];
console.log(JSON.stringify(bom, null, 2));
