// Lays the page's files that need no compiling beside its compiled modules, and puts the report's page together: a browser
// loads no modules from the disk, so its script is one file. `npm run build` runs it last.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const [from, to] = [new URL('../src/page/', import.meta.url), new URL('../dist/page/', import.meta.url)];
for (const folder of ['', 'report/']) {
  for (const name of readdirSync(new URL(folder, from))) {
    if (/\.(html|css|svg)$/.test(name)) copyFileSync(new URL(folder + name, from), new URL(folder + name, to));
  }
}

const styles = ['base', 'page', 'photos', 'viewer', 'report/report'].map((name) => new URL(`${name}.css`, from));
writeFileSync(new URL('report/report.css', to), styles.map((file) => readFileSync(file, 'utf8')).join('\n'));

const { output } = await build({
  input: fileURLToPath(new URL('report/main.js', to)),
  output: { format: 'iife' },
  write: false,
});
// An end tag within the script would end it early.
writeFileSync(new URL('report/report.js', to), output[0].code.replaceAll(/<\/(script)/gi, '<\\/$1'));
