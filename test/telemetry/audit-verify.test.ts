import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealOf, sha256 } from '../../src/telemetry/audit-chain';
import { verifyAudit } from '../../src/telemetry/audit-verify';
import { folder, KEY, linesOf, openTrail, record, writeLines } from './audit-records';

/** Writes a file of six records, and returns its path and its lines. */
function written(key?: string) {
  const path = join(folder(), 'audit.log');
  const trail = openTrail(path, key === undefined ? {} : { key });
  record(trail, 'one', 'two', 'three');
  trail.close();
  return { path, lines: linesOf(path) };
}

async function problemsOf(path: string, key?: string): Promise<string[]> {
  const { problems } = await verifyAudit([path], { key });
  return problems.map((problem) => problem.replace(`${path}:`, ''));
}

/** Computes the chain of changed lines again, as someone can who may write to the file and has read the source. */
function rechained(lines: readonly string[], change: (text: string, index: number) => string): string[] {
  let previous = '0'.repeat(64);
  return lines.map((line, index) => {
    const text = change(line, index)
      .replace(/,"hash":"\w+"(,"seal":"\w+")?\}$/, '')
      .replace(/"previous":"\w+"/, `"previous":"${previous}"`);
    previous = sha256(text);
    return `${text},"hash":"${previous}"}`;
  });
}

describe('the verification of an audit file', () => {
  it('accepts a file as it was written, and an empty one', async () => {
    const { path, lines } = written();
    const last = /"hash":"(\w+)"/.exec(lines.at(-1) ?? '')?.[1];
    expect(await verifyAudit([path])).toMatchObject({ records: 6, lastHash: last, problems: [], notes: [] });
    writeFileSync(path, '');
    expect(await verifyAudit([path])).toMatchObject({ records: 0, problems: [] });
  });

  it.each<[string, (lines: string[]) => string[], string[]]>([
    [
      'a changed value',
      (lines) => lines.with(2, String(lines[2]).replace('"two"', '"2"')),
      ['3: the record was changed: its hash does not match'],
    ],
    [
      'a change in the last record',
      (lines) => lines.with(5, String(lines[5]).replace('Success', 'Failure')),
      ['6: the record was changed: its hash does not match'],
    ],
    [
      'a changed record with a new hash of its own',
      (lines) => lines.with(2, rechained([String(lines[2])], (text) => text.replace('"two"', '"2"'))[0] ?? ''),
      ['3: the record does not follow the one before it', '4: the record does not follow the one before it'],
    ],
    [
      'a removed record',
      (lines) => lines.toSpliced(2, 1),
      ['3: the record does not follow the one before it, and it is record 4 instead of 3'],
    ],
    ['removed first records', (lines) => lines.slice(2), ['1: the records before record 3 are missing']],
    [
      'a repeated record',
      (lines) => lines.toSpliced(3, 0, String(lines[2])),
      ['4: the record does not follow the one before it, and it is record 3 instead of 4'],
    ],
    [
      'an inserted line',
      (lines) => lines.toSpliced(3, 0, '{"level":"info","log":"audit","phase":"after"}'),
      ['4: the line is not a record'],
    ],
    [
      'two records in the other order',
      (lines) => lines.with(2, String(lines[3])).with(3, String(lines[2])),
      [
        '3: the record does not follow the one before it, and it is record 4 instead of 3',
        '4: the record does not follow the one before it, and it is record 3 instead of 5',
        '5: the record does not follow the one before it, and it is record 5 instead of 4',
      ],
    ],
    [
      'a record that was cut short',
      (lines) => lines.with(2, String(lines[2]).slice(0, 90)),
      [
        '3: the line is not a record',
        '4: the record does not follow the one before it, and it is record 4 instead of 3',
      ],
    ],
    ['an empty line', (lines) => lines.toSpliced(3, 0, ''), ['4: the line is not a record']],
  ])('finds %s', async (_, tamper, expected) => {
    const { path, lines } = written();
    writeLines(path, tamper(lines));
    expect(await problemsOf(path)).toEqual(expected);
  });

  it('finds a last line that was cut off, wherever that is', async () => {
    const { path } = written();
    const size = readFileSync(path).length;
    const lastLine = String(linesOf(path).at(-1)).length;
    for (const missing of [2, 10, 100, lastLine - 1]) {
      truncateSync(path, size - missing);
      expect(await problemsOf(path)).toEqual(['6: the last line is incomplete: the file was cut off']);
      writeLines(path, linesOf(written().path));
    }
  });

  it('needs the hash of the last record to find that whole records are missing at the end', async () => {
    const { path, lines } = written();
    writeLines(path, lines.slice(0, 4));
    expect(await problemsOf(path)).toEqual([]);
  });

  it('finds a chain that was computed again only by its seals, so it requires one of each record', async () => {
    const { path, lines } = written(KEY);
    expect(await verifyAudit([path], { key: KEY })).toMatchObject({ records: 6, sealed: 6, problems: [] });
    expect(await problemsOf(path, `${KEY}!`)).toHaveLength(6);
    writeLines(
      path,
      rechained(lines, (text) => text.replace('"two"', '"2"')),
    );
    expect(await problemsOf(path)).toEqual([]);
    expect(await problemsOf(path, KEY)).toEqual([1, 2, 3, 4, 5, 6].map((it) => `${it}: the record has no seal`));
    const forged = linesOf(path).map((line) => {
      const hash = /"hash":"(\w+)"\}$/.exec(line)?.[1] ?? '';
      return line.replace(/\}$/, `,"seal":"${sealOf(hash, 'another key')}"}`);
    });
    writeLines(path, forged);
    expect(await problemsOf(path, KEY)).toHaveLength(6);
  });

  it('checks the chain of each process in captured standard output, and skips the log', async () => {
    const [first, second] = [written(), written()].map(({ lines }) => lines);
    const path = join(folder(), 'stdout.log');
    const mixed = ['{"level":"info","msg":"x"}', ...(first ?? []), 'not JSON', ...(second ?? [])];
    writeLines(path, mixed);
    expect(await verifyAudit([path], { isStream: true })).toMatchObject({ records: 12, problems: [] });
    writeLines(path, mixed.toSpliced(3, 1));
    expect((await verifyAudit([path], { isStream: true })).problems).toHaveLength(1);
  });
});

describe('an audit file', () => {
  it('is continued after a restart', async () => {
    const { path } = written();
    const log: string[] = [];
    const trail = openTrail(path, { log });
    record(trail, 'four');
    trail.close();
    expect(await verifyAudit([path])).toMatchObject({ records: 8, problems: [], notes: [] });
    expect(log.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ msg: 'audit file continued', records: 6 }),
      expect.objectContaining({ msg: 'audit file closed', records: 8 }),
    ]);
  });

  it.each([1, 2, 50, 400])('is continued after a crash that lost the last %i bytes', async (lost) => {
    const { path } = written();
    truncateSync(path, readFileSync(path).length - lost);
    const trail = openTrail(path);
    record(trail, 'four');
    const { records, problems, notes } = await verifyAudit([path]);
    const isLost = lost > 1;
    expect([records, problems, notes]).toEqual([
      isLost ? 7 : 8,
      [],
      isLost ? [`${path}:6: the line was not written completely, as the next record says`] : [],
    ]);
    writeLines(path, linesOf(path).toSpliced(5, 1));
    expect((await verifyAudit([path])).problems).toHaveLength(1);
  });

  it('is continued after a crash that left more than one chunk of an incomplete line', async () => {
    const { path } = written();
    appendFileSync(path, `{"x":"${'x'.repeat(200_000)}`);
    record(openTrail(path), 'four');
    expect(await verifyAudit([path])).toMatchObject({ records: 8, problems: [], notes: [expect.any(String)] });
  });

  it('begins a new chain after a rotation, which names the last record of the file before', async () => {
    const path = join(folder(), 'audit.log');
    const trail = openTrail(path);
    record(trail, 'one');
    renameSync(path, `${path}.1`);
    record(trail, 'two');
    trail.reopen();
    record(trail, 'three');
    trail.reopen();
    record(trail, 'four');
    expect(await verifyAudit([`${path}.1`, path])).toMatchObject({ records: 8, problems: [] });
    expect(await verifyAudit([path])).toMatchObject({ records: 4, problems: [] });
    writeLines(`${path}.1`, linesOf(`${path}.1`).slice(0, 2));
    expect((await verifyAudit([`${path}.1`, path])).problems).toEqual([
      `${path}:1: the file does not continue the one before it: records between them are missing`,
    ]);
  });

  it('reports a second process that writes to it', async () => {
    const path = join(folder(), 'audit.log');
    const log: string[] = [];
    const [one, other] = [openTrail(path, { log }), openTrail(path)];
    record(one, 'one');
    record(other, 'two');
    record(one, 'three');
    expect(log.filter((line) => line.includes('another process has written to the audit file'))).toHaveLength(1);
    expect((await verifyAudit([path])).problems.length).toBeGreaterThan(0);
  });

  it('of an earlier release, without hashes, is not continued silently', async () => {
    const path = join(folder(), 'audit.log');
    writeLines(path, ['{"level":"info","log":"audit","phase":"before"}']);
    const log: string[] = [];
    record(openTrail(path, { log }), 'one');
    expect(log.join('')).toContain('audit file has records without a hash');
    expect((await verifyAudit([path])).problems).toEqual([`${path}:1: the line is not a record`]);
  });
});
