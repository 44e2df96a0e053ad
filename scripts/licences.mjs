// Reports the licence of each package that the program runs with, by the lockfile, for every platform.
//   npm run licences [-- LOCKFILE]
// Ends with 1 when one has a licence that isn't allowed here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Licences (SPDX) that ask for no more than to be named. */
const permissive = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT'];
/** Licences that ask for more, of packages for which it's done: THIRD_PARTY_NOTICES.md says how. */
const copyleft = ['LGPL-3.0', 'LGPL-3.0-or-later'];
const exchangeable = /^(libheif-js|@img\/sharp-(libvips-[\w-]+|wasm32|win32-\w+))$/;

/** Whether a licence expression (SPDX, annex D; no brackets but around the whole) is met by licences that are allowed. */
function isAllowed(name, expression = '') {
  const allowed = exchangeable.test(name) ? [...permissive, ...copyleft] : permissive;
  const choices = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((licence) => allowed.includes(licence)));
}

/** Whether a licence file lies with the package here; undefined: it isn't installed, as for another platform. */
function hasText(folder) {
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder).some((file) => /^(licen[cs]e|copying)/i.test(file));
}

const lockfile = process.argv[2] ?? 'package-lock.json';
const packages = Object.entries(JSON.parse(readFileSync(lockfile, 'utf8')).packages)
  .filter(([folder, { dev }]) => folder !== '' && !dev)
  .map(([folder, { version, license }]) => {
    const name = folder.replace(/^.*node_modules\//, '');
    const text = { true: 'yes', false: 'no', undefined: 'not installed' }[hasText(path.resolve(folder))];
    return { name, version, license: license ?? 'none', text, isAllowed: isAllowed(name, license) };
  })
  .sort((a, b) => a.license.localeCompare(b.license) || a.name.localeCompare(b.name));

console.log('| package | version | licence | its text in the package |\n|---|---|---|---|');
for (const { name, version, license, text } of packages) console.log(`| ${name} | ${version} | ${license} | ${text} |`);
const refused = packages.filter((one) => !one.isAllowed);
for (const { name, license } of refused) console.error(`Expected an allowed licence of ${name}; received ${license}`);
console.error(`${packages.length} packages, ${refused.length} not allowed`);
process.exitCode = refused.length === 0 ? 0 : 1;
