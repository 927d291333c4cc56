// Checks the messages of the commits since the last tag, 50 at most: a subject of at most 72 characters without a full stop, an
// empty line, and a body for a commit that touches more than 3 files or 30 lines. Commits older than this file are left alone, and so
// is what a shallow clone does not have. A base may be given instead of the last tag: `node .ci/commits.mjs BASE`.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAX_COMMITS = 50;
const MAX_SUBJECT = 72;
/** What a commit may touch without a body. */
const TRIVIAL = { files: 3, lines: 30 };
/** Files whose lines nobody wrote. */
const GENERATED = /(^|\/)package-lock\.json$|^schema\/generated\/|^src\/contract\/(apig|reply-readers)\.ts$/;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const THIS = '.ci/commits.mjs';

/** Verbs that look like a past tense or a gerund, and are none. */
const VERBS = new Set([
  'Bring',
  'Embed',
  'Exceed',
  'Feed',
  'Need',
  'Ping',
  'Proceed',
  'Seed',
  'Shed',
  'Speed',
  'String',
  'Swing',
]);

const found = hasHistory() ? commits(process.argv[2]) : [];
const faults = found.flatMap((hash) =>
  faultsOf(hash).map((fault) => `${hash.slice(0, 10)} ${subjectOf(hash)}\n  ${fault}`),
);
console.log(`commit messages: ${found.length} checked`);
if (faults.length > 0) {
  console.error(`${faults.join('\n')}\nThe rule is in CONTRIBUTING.md.`);
  process.exitCode = 1;
}

function commits(base = lastTag()) {
  const range = base === undefined ? 'HEAD' : `${base}..HEAD`;
  const candidates = lines(git('rev-list', '--no-merges', `--max-count=${MAX_COMMITS}`, range));
  const first = lines(git('log', '--diff-filter=A', '--format=%H', '--', THIS)).at(-1);
  if (first === undefined) return [];
  const since = new Set([first, ...lines(git('rev-list', `${first}..HEAD`))]);
  // The oldest commit of a shallow clone seems to have added every file: its numbers mean nothing.
  const oldest = new Set(lines(git('rev-list', '--max-parents=0', 'HEAD')));
  return candidates.filter((hash) => since.has(hash) && !oldest.has(hash));
}

function faultsOf(hash) {
  const [subject = '', second = '', ...rest] = git('log', '-1', '--format=%B', hash).split('\n');
  const { files, count } = touchedBy(hash);
  const isTrivial = files <= TRIVIAL.files && count <= TRIVIAL.lines;
  const hasBody = rest.some((line) => line.trim() !== '' && !/^[A-Z]\w*(-\w+)+: /.test(line));
  const [verb = ''] = subject.split(' ');
  return [
    subject.length > MAX_SUBJECT && `The subject has ${subject.length} characters: ${MAX_SUBJECT} at most.`,
    /[.!?;:]$/.test(subject) && 'The subject ends with a punctuation mark.',
    (!/^[A-Z][a-z]+$/.test(verb) || (/(ed|ing)$/.test(verb) && !VERBS.has(verb))) &&
      'The subject does not begin with an imperative in a capital letter, such as "Add" or "Fix".',
    second !== '' && 'The line below the subject is not empty.',
    !isTrivial && !hasBody && `It touches ${files} files and ${count} lines, and has no body that says why.`,
  ].filter(Boolean);
}

function touchedBy(hash) {
  const rows = lines(git('show', '--numstat', '--format=', '--no-renames', hash)).map((row) => row.split('\t'));
  const written = rows.filter(([, , path]) => !GENERATED.test(path));
  const count = written.reduce((sum, [added, removed]) => sum + (Number(added) || 0) + (Number(removed) || 0), 0);
  return { files: written.length, count };
}

function subjectOf(hash) {
  return git('log', '-1', '--format=%s', hash);
}

function lastTag() {
  return attempt(() => git('describe', '--tags', '--abbrev=0'));
}

function hasHistory() {
  return attempt(() => git('rev-parse', '--verify', 'HEAD')) !== undefined;
}

/** Returns undefined where git has nothing to tell: no tag, no history. */
function attempt(ask) {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function lines(text) {
  return text.split('\n').filter(Boolean);
}

function git(...args) {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
