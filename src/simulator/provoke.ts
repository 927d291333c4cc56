import { errorReply, isDocumented, type Reply } from './reply';

/** A provoked reply, or `hang`: none at all until the caller gives up, or `hangup`: a connection that breaks. */
export type Provoked = Reply | 'hang' | 'hangup';

const CODE = /^simulate[-_](API[GC]W?)[-_](\d{4})(?:[-_](\d{3}))?$/;
const SHAPE = /^simulate[-_](text|html|empty|nested|broken|html2xx|hang|hangup)(?:[-_](\d{3}))?$/;

/**
 * What a documented id asks for, in place of a certificate, gateway, group or domain id, a filter's name, a certificate's
 * name, or in the header `X-Simulate`:
 * - `simulate-APIG-2012`: the documented error; `simulate-APIG-1005-403`: with another status.
 * - `simulate-nested-403`, `-text-`, `-html-`, `-empty-`: an error in another shape, with that status.
 * - `simulate-broken`: 200 with JSON cut short; `simulate-html2xx`: 200 with HTML.
 * - `simulate-hang`: no reply; `simulate-hangup`: the connection breaks.
 * `_` may stand for `-`, since a certificate's name has no hyphen. Nothing is changed. Undefined for anything else.
 */
export function provoke(wish: string): Provoked | undefined {
  const [, service, number, status] = CODE.exec(wish) ?? [];
  const code = `${service}.${number}`;
  if (service !== undefined && isDocumented(code)) {
    return errorReply(code, status === undefined ? {} : { status: Number(status) });
  }
  const [, shape, shapeStatus] = SHAPE.exec(wish) ?? [];
  return shape === undefined ? undefined : inShape(shape, Number(shapeStatus ?? 500));
}

function inShape(shape: string, status: number): Provoked {
  switch (shape) {
    case 'hang':
    case 'hangup':
      return shape;
    case 'text':
      return { status, text: 'forbidden', headers: { 'content-type': 'text/plain' } };
    case 'html':
      return {
        status,
        text: '<html><body><h1>Bad Gateway</h1></body></html>',
        headers: { 'content-type': 'text/html' },
      };
    case 'html2xx':
      return { status: 200, text: '<html><body>Welcome</body></html>', headers: { 'content-type': 'text/html' } };
    case 'broken':
      return { status: 200, text: '{"id": "a27be8', headers: { 'content-type': 'application/json' } };
    case 'nested':
      return {
        status,
        json: {
          error: {
            code: 'APIGW.0302',
            message: 'The IAM user is not authorised to access the API',
            encoded_authorization_message: 'c2ltdWxhdG9yOm5lc3RlZA==',
          },
        },
      };
    default:
      return { status };
  }
}
