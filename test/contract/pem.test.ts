import { PemError, readPem, toPem } from '../../src/contract/pem';

const BODY = Buffer.alloc(150, 7).toString('base64');
const LINES = BODY.match(/.{1,64}/g) ?? [];
const block = (label: string, lineBreak = '\n') =>
  [`-----BEGIN ${label}-----`, ...LINES, `-----END ${label}-----`, ''].join(lineBreak);
const USUAL = block('CERTIFICATE');

function faultOf(text: string): string | undefined {
  try {
    readPem(text);
    return undefined;
  } catch (error) {
    if (error instanceof PemError) return error.fault;
    throw error;
  }
}

describe('a text in PEM format', () => {
  it.each([
    ['in its usual form', USUAL],
    ['with CRLF', block('CERTIFICATE', '\r\n')],
    ['with CR', block('CERTIFICATE', '\r')],
    ['with \\n in place of line breaks', block('CERTIFICATE', '\\n')],
    ['with \\r\\n in place of line breaks', block('CERTIFICATE', '\\r\\n')],
    ['with \\u000a in place of line breaks', block('CERTIFICATE', '\\u000a')],
    ['with \\u000D\\u000A in place of line breaks', block('CERTIFICATE', '\\u000D\\u000A')],
    ['with %0A in place of line breaks', block('CERTIFICATE', '%0A')],
    ['with %0d%0a in place of line breaks', block('CERTIFICATE', '%0d%0a')],
    ['encoded for a URL', encodeURIComponent(USUAL)],
    ['with \\\\n in place of line breaks', block('CERTIFICATE', '\\\\n')],
    ['with blanks in place of line breaks', block('CERTIFICATE', ' ')],
    ['on one line', block('CERTIFICATE', '')],
    ['with tabs before each line', `\t${USUAL.replaceAll('\n', '\n\t')}`],
    ['with a byte order mark', `\ufeff${USUAL}`],
    ['with text above and below', `subject=CN = a\nissuer=CN = b\n${USUAL}\nthe end`],
    ['with bag attributes', `Bag Attributes\n    localKeyID: 01 00\nKey Attributes: <No Attributes>\n${USUAL}`],
    ['between rulers', `--------\nmine\n--------\n${USUAL}---\nServer certificate\n------\n`],
    ['in quotes', `"${block('CERTIFICATE', '\\n')}"`],
    ['without the last line break', USUAL.trim()],
    ['in longer lines', `-----BEGIN CERTIFICATE-----\n${BODY}\n-----END CERTIFICATE-----\n`],
  ])('is read %s', (_, text) => {
    const blocks = readPem(text);
    expect(blocks).toEqual([{ label: 'CERTIFICATE', der: Buffer.alloc(150, 7), isEncrypted: false }]);
    expect(toPem(blocks)).toBe(USUAL);
  });

  it.each([
    ['after each other', USUAL + USUAL],
    ['with no line break between them', USUAL.trim() + USUAL],
    ['with text between them', `${USUAL}\n1 s:CN = b\n${USUAL}`],
    ['all on one line', block('CERTIFICATE', '').repeat(2)],
  ])('is read with two blocks %s', (_, text) => {
    expect(toPem(readPem(text))).toBe(USUAL + USUAL);
  });

  it.each([
    ['a block without its end', 'unfinished', USUAL.slice(0, 150)],
    ['an end line that is cut off', 'unfinished', USUAL.slice(0, -5)],
    ['an end without its beginning', 'unfinished', USUAL.slice(30)],
    ['a block that is cut off before the next one', 'unfinished', USUAL.slice(0, 100) + USUAL],
    ['a beginning line that is cut off', 'unfinished', `${USUAL}-----BEGIN CERTIF`],
    ['a beginning line that is cut off in its first word', 'unfinished', `${USUAL}-----BEG`],
    ['a beginning line that is cut off after its dashes', 'unfinished', `${USUAL}-----`],
    ['a cut-off line with CRLF', 'unfinished', `${block('CERTIFICATE', '\r\n')}-----BEG\r\n`],
    ['a cut-off line with \\n', 'unfinished', `${block('CERTIFICATE', '\\n')}-----BEG`],
    ['a cut-off line after a block on one line', 'unfinished', `${block('CERTIFICATE', '')}-----BEG`],
    ['a cut-off line after blanks', 'unfinished', `${block('CERTIFICATE', ' ')} -----BEG`],
    ['a cut-off line before the first block', 'unfinished', `-----BEGIN\n${USUAL}`],
    ['an end line that lacks its label', 'unfinished', `${USUAL}-----END\n`],
    [
      'a beginning and an end of different kinds',
      'unfinished',
      `-----BEGIN CERTIFICATE-----\n${BODY}\n-----END PRIVATE KEY-----\n`,
    ],
    ['other characters than base64', 'unreadable', USUAL.replace('BwcH', '*wcH')],
    ['base64 that lacks a character', 'unreadable', USUAL.replace('BwcH', 'wcH')],
    ['nothing in a block', 'unreadable', '-----BEGIN CERTIFICATE----------END CERTIFICATE-----'],
    ['padding in the middle', 'unreadable', `-----BEGIN CERTIFICATE-----\nAA==${BODY}\n-----END CERTIFICATE-----\n`],
  ])('is refused for %s: %s', (_, fault, text) => {
    expect(faultOf(text)).toBe(fault);
  });

  it('has no blocks if it is anything else', () => {
    for (const text of ['', 'x', BODY, '---', '- - -----BEG', '-------\n-------']) expect(readPem(text)).toEqual([]);
  });

  it('tells an encrypted block by its headers', () => {
    const headers = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n';
    const [found] = readPem(block('RSA PRIVATE KEY').replace('-----\n', `-----\n${headers}`));
    expect(found).toMatchObject({ label: 'RSA PRIVATE KEY', isEncrypted: true });
  });

  it.each([
    ['beginnings', '-----BEGIN CERTIFICATE-----\n'],
    ['ends', '-----END CERTIFICATE-----\n'],
    ['dashes', '-----'],
    ['beginnings of different kinds', '-----BEGIN A----------BEGIN B-----'],
    ['backslashes', '\\'],
    ['blanks', ' '],
    ['line breaks', '\n'],
    ['cut-off lines', ' -----\n'],
    ['rulers', `${'-'.repeat(63)}\n`],
    ['blocks', '-----BEGIN A-----AAAA-----END A-----'],
    ['beginnings that are cut off', '-----BEGIN '],
  ])('takes no time if it consists of %s', (_, part) => {
    const text = part.repeat(65_536 / part.length);
    const times = Array.from({ length: 4 }, () => {
      const begin = performance.now();
      faultOf(text);
      faultOf(`-----BEGIN CERTIFICATE-----\n${text}`);
      return performance.now() - begin;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });
});
