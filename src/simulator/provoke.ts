import { errorReply, isDocumented, type Reply } from './reply';

/** A provoked reply; or `hang` for no reply until the caller gives up; or `hangup` for a closed connection. */
export type Provoked = Reply | 'hang' | 'hangup';

const CODE = /^simulate[-_](API[GC]W?)[-_](\d{4})(?:[-_](\d{3}))?$/;
const SHAPE = /^simulate[-_](text|html|empty|nested|broken|html2xx|hang|hangup)(?:[-_](\d{3}))?$/;

/**
 * Returns the reply that a documented id provokes. The id may be used as the id of a certificate, gateway, group or domain, as a
 * certificate's name or a filter's name, or in the header `X-Simulate`:
 * - `simulate-APIG-2012`: the documented error; `simulate-APIG-1005-403`: with another status.
 * - `simulate-nested-403`, `-text-`, `-html-`, `-empty-`: an error in another format, with that status.
 * - `simulate-broken`: 200 with truncated JSON; `simulate-html2xx`: 200 with HTML.
 * - `simulate-hang`: no reply; `simulate-hangup`: the connection is closed.
 * `_` may be used instead of `-`, because a certificate's name cannot contain a hyphen. Nothing is changed.
 * @returns undefined for any other id.
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
