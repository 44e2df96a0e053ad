/** What a source file imports and does, read from its syntax tree rather than guessed from its text. */
import { posix } from 'node:path';
import ts from 'typescript';

/** One import or re-export. */
export interface Import {
  /** `image/crop` for a file of the project (relative to src, no ending), else the package or module's name. */
  readonly target: string;
  readonly isOurs: boolean;
  readonly isTypeOnly: boolean;
}

/** What the rules need to know about a file. */
export interface SourceFacts {
  /** Relative to src, no ending: `image/crop`. */
  readonly name: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Members of the global `process` that the file touches: `env`, `exit` ...; `*` where it takes `process` as a whole. */
  readonly processMembers: readonly string[];
  /** Names of methods that the file calls. */
  readonly calls: readonly string[];
}

function toImport(name: string, specifier: string, isTypeOnly: boolean): Import {
  if (!specifier.startsWith('.')) return { target: specifier, isOurs: false, isTypeOnly };
  const target = posix.join(posix.dirname(name), specifier).replace(/\.js$/, '');
  return { target, isOurs: true, isTypeOnly };
}

/** True when nothing of the import is left after compiling. */
function isTypeOnlyImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  const hasOnlyTypes = named && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly);
  return clause.name === undefined && hasOnlyTypes === true;
}

function importOf(name: string, node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return toImport(name, node.moduleSpecifier.text, isTypeOnlyImport(node));
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return toImport(name, node.moduleSpecifier.text, node.isTypeOnly);
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [specifier] = node.arguments;
    return toImport(name, specifier && ts.isStringLiteral(specifier) ? specifier.text : 'computed import', false);
  }
  return undefined;
}

const isProcess = (node: ts.Node): boolean => ts.isIdentifier(node) && node.text === 'process';

/** The member of `process` that a node touches. */
function processMemberOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && isProcess(node.expression)) return node.name.text;
  if (ts.isElementAccessExpression(node) && isProcess(node.expression)) {
    return ts.isStringLiteral(node.argumentExpression) ? node.argumentExpression.text : '*';
  }
  const isTakenWhole =
    isProcess(node) &&
    !ts.isPropertyAccessExpression(node.parent) &&
    !ts.isElementAccessExpression(node.parent) &&
    !ts.isTypeQueryNode(node.parent);
  return isTakenWhole ? '*' : undefined;
}

/** Reads a file's facts; `name` relative to src, no ending. */
export function readSource(name: string, text: string): SourceFacts {
  const tree = ts.createSourceFile(`${name}.ts`, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const processMembers: string[] = [];
  const calls: string[] = [];
  const visit = (node: ts.Node): void => {
    const found = importOf(name, node);
    if (found) imports.push(found);
    const member = processMemberOf(node);
    if (member !== undefined) processMembers.push(member);
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
      calls.push(node.expression.name.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return { name, lines, imports, processMembers, calls };
}
