// Validates Kubernetes manifests, as YAML documents on standard input, against the schemas of Kubernetes and of the Prometheus operator:
// their values by the validators of kubernetes-models, and the names of their fields, on which these are lenient, by its types.
// Prints one line for each error, and exits with code 1 if there is one.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

const PACKAGES = { 'monitoring.coreos.com': '@kubernetes-models/prometheus-operator' };
const HERE = dirname(fileURLToPath(import.meta.url));

const documents = parseAllDocuments(readFileSync(0, 'utf8'), { merge: true });
const manifests = documents.map((document) => document.toJS()).filter((it) => it !== null);
const errors = [
  ...documents.flatMap((document) => [...document.errors, ...document.warnings].map(({ message }) => message)),
  ...(await Promise.all(manifests.map(errorsInValues))).flat(),
];
errors.push(...errorsInNames(manifests));
if (manifests.length === 0) errors.push('no manifests');
for (const error of errors) console.error(error);
console.log(`${manifests.length} manifests`);
process.exitCode = errors.length === 0 ? 0 : 1;

async function errorsInValues(manifest) {
  try {
    const models = await import(moduleOf(manifest));
    new models[manifest.kind](manifest).validate();
    return [];
  } catch (error) {
    return [`${nameOf(manifest)}: ${error.message}`];
  }
}

/** Compiles a module in which each manifest is a literal of its type, so that an unknown field is an error. */
function errorsInNames(manifests) {
  const file = join(HERE, 'manifests.mts');
  const lines = manifests.map((manifest, index) => {
    const path = JSON.stringify(moduleOf(manifest));
    return `import { ${manifest.kind} as T${index} } from ${path}; new T${index}(${literalOf(manifest)});`;
  });
  const options = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? lines.join('\n') : readFile(name));
  host.getSourceFile = (name, target, ...rest) =>
    name === file ? ts.createSourceFile(name, lines.join('\n'), target) : getSourceFile(name, target, ...rest);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((it) => {
    const manifest = manifests[source.getLineAndCharacterOfPosition(it.start).line];
    return `${nameOf(manifest)}: ${ts.flattenDiagnosticMessageText(it.messageText, ' ')}`;
  });
}

/** The constructors add the version and the kind themselves. */
function literalOf({ apiVersion: _, kind: __, ...rest }) {
  return JSON.stringify(rest);
}

function moduleOf({ apiVersion }) {
  return `${PACKAGES[apiVersion.split('/')[0]] ?? 'kubernetes-models'}/${apiVersion}`;
}

function nameOf({ kind, metadata }) {
  return `${kind}/${metadata?.name}`;
}
