import { GATEWAY_CODES } from '../../src/apig/gateway-codes';
import errorCodes from '../../src/contract/error-codes.json';
import { MESSAGES, messageIn } from '../../src/errors/messages';
import { languageOf } from '../../src/http/accept-language';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { startTestServer, type TestServer } from '../support/server';

describe('the message catalogue', () => {
  const { en, 'zh-CN': chinese } = MESSAGES;

  it('has a text for every code in every language', () => {
    const codes = [...errorCodes.map(({ code }) => code), ...Object.keys(GATEWAY_CODES)];
    expect(Object.keys(en)).toEqual(expect.arrayContaining(codes));
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(en).sort());
    for (const text of Object.values(chinese)) expect(text).toMatch(/\p{Script=Han}/u);
    for (const text of Object.values(en)) expect(text).toMatch(/^[\x20-\x7e]+$/);
    // No placeholders, and nothing that ICU MessageFormat would take for one.
    for (const text of [...Object.values(en), ...Object.values(chinese)]) expect(text).not.toMatch(/[{}#']/);
  });

  it.each([
    ['APIG.3020', 'The URL domain does not exist', '域名不存在'],
    ['GATEWAY.TIMEOUT', 'The upstream did not respond in time.', '上游没有及时响应'],
    ['APIG.2012', 'Invalid parameter value,parameterName:x', '参数值无效（Invalid parameter value,parameterName:x）'],
    ['GATEWAY.HTTP_502', 'Bad gateway', '上游返回了没有错误码的错误状态（Bad gateway）'],
    ['APIG.7777', 'New', '上游返回了未收录的错误（New）'],
    ['toString', 'Odd', '上游返回了未收录的错误（Odd）'],
  ])('gives %s with "%s" as "%s"', (code, message, expected) => {
    expect(messageIn('zh-CN', code, message)).toBe(expected);
    expect(messageIn('en', code, message)).toBe(message);
  });

  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['ZH-hans-cn', 'zh-CN'],
    ['zh-SG', 'zh-CN'],
    ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
    ['de,zh-CN;q=0.5', 'zh-CN'],
    ['zh;q=0, en', 'en'],
    ['zh-CN;q=nonsense', 'en'],
    [`zh-CN,${'x,'.repeat(10_000)}`, 'en'],
  ])('is chosen for %s as %s', (header, expected) => {
    expect(languageOf(header)).toBe(expected);
  });
});

describe('a client that prefers Chinese', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });

  const headers = { 'accept-language': 'zh-CN,zh;q=0.9' };
  const message = '... on ApigError { code message }';

  it('gets the messages of errors in it, at the root and below, compiled or not', async () => {
    const query = `{
      certificate(id: "missing") { ${message} }
      detachPreview(certificateId: "${SAMPLE_IDS.shopCertificate}", domains: [{ domain: "nowhere.example" }]) {
        ... on DetachPreview { refusal { code message } }
      }
    }`;
    for (let run = 0; run < 5; run++) {
      const { data, headers: sent } = await server.run(
        query,
        {},
        { headers: { ...headers, origin: 'http://localhost:3000' } },
      );
      expect(data).toEqual({
        certificate: { code: 'APIG.3025', message: '证书不存在' },
        detachPreview: { refusal: { code: 'APIG.3020', message: '域名不存在' } },
      });
      expect(sent.get('vary')?.split(', ')).toEqual(expect.arrayContaining(['Origin', 'Accept-Language']));
      const english = await server.run<{ certificate: { message: string } }, object>(query);
      expect(english.data.certificate.message).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  it('gets those of its own input and of its missing token, with what the English message adds', async () => {
    const missing = await server.run(`{ certificates { ${message} } }`, {}, { headers, token: TOKENS.expired });
    expect(missing.data).toMatchObject({ certificates: { code: 'APIG.1001', message: '会话已过期，请重新登录' } });
    const invalid = await server.run(`{ certificate(id: "a/b") { ${message} } }`, {}, { headers });
    expect(invalid.data).toMatchObject({
      certificate: { code: 'GATEWAY.INVALID_INPUT', message: expect.stringMatching(/^输入无效（id .*）$/) },
    });
  });
});
