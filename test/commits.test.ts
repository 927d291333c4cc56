import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from './support/needs';
import { ROOT } from './support/process';

const SCRIPT = '.ci/commits.mjs';
const BODY = 'A body that says why.';

/** A repository whose second commit brings the rule; the first one breaks it. */
function repository() {
  const cwd = mkdtempSync(join(tmpdir(), 'commits-'));
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, GIT_CEILING_DIRECTORIES: tmpdir() };
  const git = (...args: string[]) => execFileSync('git', args, { cwd, env, stdio: 'pipe' });
  const commit = (message: string, lineCount = 1, fileCount = 1) => {
    for (let file = 0; file < fileCount; file++) appendFileSync(join(cwd, `file-${file}`), 'line\n'.repeat(lineCount));
    git('add', '-A');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-m', message);
  };
  const check = (folder = cwd) => spawnSync('node', [SCRIPT], { cwd: folder, env, encoding: 'utf8' });
  git('init', '-q');
  commit('added things, long before the rule.', 100);
  mkdirSync(join(cwd, '.ci'));
  copyFileSync(join(ROOT, SCRIPT), join(cwd, SCRIPT));
  commit(`Check messages\n\n${BODY}`);
  return { cwd, git, commit, check };
}

needs('git', () => execFileSync('git', ['--version']))('the check of commit messages', () => {
  it.each([
    ['Fix a typo', 1, 1],
    ['Speed up the start', 30, 1],
    [`Move all rooms\n\n${BODY}`, 40, 9],
    [`${'Extend '.padEnd(72, 'x')}`, 1, 3],
  ])('takes %j on %d lines of %d files', (message, lines, files) => {
    const { commit, check } = repository();
    commit(message, lines, files);
    expect(check()).toMatchObject({ status: 0, stdout: 'commit messages: 2 checked\n', stderr: '' });
  });

  it.each([
    ['Extend '.padEnd(73, 'x'), 1, 1, '73 characters'],
    ['Fix a typo.', 1, 1, 'punctuation'],
    ['fix a typo', 1, 1, 'imperative'],
    ['Fixed a typo', 1, 1, 'imperative'],
    ['fix: a typo', 1, 1, 'imperative'],
    ['Fix a typo\nof mine', 1, 1, 'not empty'],
    ['Move all rooms', 1, 4, '4 files and 4 lines'],
    ['Move a room', 31, 1, '1 files and 31 lines'],
    ['Move a room\n\nSigned-off-by: a <a@example.com>', 31, 1, 'no body'],
  ])('refuses %j on %d lines of %d files', (message, lines, files, complaint) => {
    const { commit, check } = repository();
    commit(message, lines, files);
    const { status, stderr } = check();
    expect(stderr).toMatch(new RegExp(complaint));
    expect(status).toBe(1);
  });

  it('begins after the last tag', () => {
    const { git, commit, check } = repository();
    commit('wrong.');
    git('tag', 'v1');
    commit('Fix a typo');
    expect(check()).toMatchObject({ status: 0, stdout: 'commit messages: 1 checked\n' });
  });

  it('checks what a shallow clone has, and nothing where there is no history', () => {
    const { cwd, git, commit, check } = repository();
    commit('Fix a typo');
    commit('wrong.');
    git('clone', '-q', '--depth', '2', `file://${cwd}`, 'shallow');
    expect(check(join(cwd, 'shallow'))).toMatchObject({ status: 1, stdout: 'commit messages: 1 checked\n' });
    const bare = mkdtempSync(join(tmpdir(), 'commits-'));
    mkdirSync(join(bare, '.ci'));
    copyFileSync(join(ROOT, SCRIPT), join(bare, SCRIPT));
    expect(check(bare)).toMatchObject({ status: 0, stdout: 'commit messages: 0 checked\n' });
  });
});
