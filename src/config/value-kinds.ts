import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type ZodType, z } from 'zod';
import { ID_PATTERN } from '../contract/limits';

/** A kind of value: its schema, and the accepted values in words. */
export interface ValueKind<Value> {
  readonly accepted: string;
  readonly schema: ZodType<Value, string>;
}

/** Returns the kind of whole numbers in a range. */
export function wholeNumber(least: number, most: number): ValueKind<number> {
  return {
    accepted: `a whole number from ${least} to ${most}`,
    schema: z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number)
      .pipe(z.number().min(least).max(most)),
  };
}

/** Returns the kind of one of several words. */
export function oneOf<const Words extends readonly string[]>(words: Words): ValueKind<Words[number]> {
  const schema = z
    .string()
    .refine((text) => words.includes(text))
    .transform((text) => text as Words[number]);
  const accepted =
    words.length > 3 ? `one of ${words.join(', ')}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return { accepted, schema };
}

/** `on` and `off`, as true and false. */
export const onOff: ValueKind<boolean> = {
  accepted: 'on or off',
  schema: z.stringbool({ truthy: ['on'], falsy: ['off'], case: 'sensitive' }),
};

/** A whole number, or `off` as undefined. */
export function wholeNumberOrOff(least: number, most: number): ValueKind<number | undefined> {
  const { accepted, schema } = wholeNumber(least, most);
  return { accepted: `${accepted}, or off`, schema: z.union([z.literal('off').transform(() => undefined), schema]) };
}

/** Returns the kind of secrets, of a minimum length in characters. */
export function secret(least: number): ValueKind<string> {
  return {
    accepted: least > 1 ? `at least ${least} characters` : 'any text',
    schema: z.string().min(least).max(MAX_SECRET_LENGTH),
  };
}

/** A name of any kind. */
export const text: ValueKind<string> = {
  accepted: 'at most 256 characters',
  schema: z.string().max(256),
};

/** The maximum length of a secret, in characters. */
const MAX_SECRET_LENGTH = 4_096;

/** An id of the upstream, which is safe in a path or a header. */
export const id: ValueKind<string> = {
  accepted: '1 to 64 letters, digits, hyphens and underscores',
  schema: z.string().regex(ID_PATTERN),
};

/** An address to listen on. */
export const host: ValueKind<string> = {
  accepted: 'an IP address or a host name',
  schema: z.string().regex(/^[\w.:%-]{1,255}$/),
};

/** The base URL of an upstream. */
export const endpoint: ValueKind<string> = {
  accepted: 'an http or https URL without user, query or fragment',
  schema: z.string().refine(isEndpoint),
};

/** Base URLs by the name of their region. */
export const regions: ValueKind<ReadonlyMap<string, string>> = {
  accepted:
    'name=url pairs with each name once, comma separated, such as eu-west-101=https://apig.eu-west-101.myhuaweicloud.com',
  schema: z.string().transform((text, context) => {
    const endpoints = new Map<string, string>();
    const names = new Set<string>();
    for (const pair of text.split(',')) {
      const [, name, url = ''] = /^\s*([A-Za-z\d][\w-]{0,63})=(\S+)\s*$/.exec(pair) ?? [];
      if (name === undefined || names.has(name.toLowerCase()) || !isEndpoint(url)) {
        context.addIssue('not such pairs');
        return z.NEVER;
      }
      endpoints.set(name, url);
      names.add(name.toLowerCase());
    }
    return endpoints;
  }),
};

/** A project, in the default region unless it has one of its own. */
export interface ProjectInRegion {
  readonly projectId: string;
  readonly region?: string;
}

/** Projects, each with its region where that is not the default one. */
export const projects: ValueKind<readonly ProjectInRegion[]> = {
  accepted:
    'ids of projects, each after its region and a slash unless that is the default region, comma separated, such as eu-west-101/73d69ae0cfcf460190522d06b60f05ad',
  schema: z.string().transform((text, context) => {
    const parts = text.split(',').map((part) => /^\s*(?:([\w-]{1,64})\/)?([\w-]{1,64})\s*$/.exec(part));
    const list = parts.flatMap((part) => (part ? [{ projectId: part[2] ?? '', region: part[1] }] : []));
    if (list.length === parts.length) {
      return list.map(({ projectId, region }) => (region === undefined ? { projectId } : { projectId, region }));
    }
    context.addIssue('not such projects');
    return z.NEVER;
  }),
};

/** Browser origins: scheme, host and port, as a browser sends them. There are no wildcards. */
export const origins: ValueKind<readonly string[]> = {
  accepted: 'origins, comma separated, such as https://console.example.com',
  schema: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .refine((list) => list.every(isOrigin)),
};

/** Names of HTTP headers. */
export const headerNames: ValueKind<readonly string[]> = {
  accepted: 'header names, comma separated, such as x-client-version',
  schema: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim().toLowerCase()))
    .refine((list) => list.every((name) => /^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name))),
};

/** The URL of a Redis server. */
export const redisUrl: ValueKind<string> = {
  accepted: 'a redis or rediss URL',
  schema: z
    .string()
    .regex(/^rediss?:\/\/\S+$/)
    .refine((text) => URL.canParse(text)),
};
/** The URL of an HTTP proxy. The scheme may be missing, as other programs allow that. */
export const proxyUrl: ValueKind<string> = {
  accepted: 'an http or https URL, such as http://proxy.example.com:3128, with user and password if required',
  schema: z
    .string()
    .transform((text) => (text.includes('://') ? text : `http://${text}`))
    .refine((text) => /^https?:\/\/[^/?#]+\/?$/i.test(text) && URL.canParse(text)),
};

/** Hosts that are called without a proxy. */
export const noProxy: ValueKind<string> = {
  accepted:
    'host names or IP addresses, comma separated, each with a port if needed, such as localhost,[::1]:8080; * for all',
  schema: z.string(),
};

/** `stdout`, or the absolute path of a file. `{host}` in the path is replaced by the name of this host. */
export const output: ValueKind<string> = {
  accepted: 'stdout, or file: and a path',
  schema: z
    .string()
    .regex(/^(stdout|file:.+)$/)
    .transform((text) =>
      text === 'stdout' ? text : resolve(text.slice('file:'.length).replaceAll('{host}', hostname())),
    ),
};

/** `any`, `only`, or `file:` and the absolute path of a file. */
export const operations: ValueKind<string> = {
  accepted: 'any, only, or file: and a path',
  schema: z
    .string()
    .regex(/^(any|only|file:.+)$/)
    .transform((text) => (text.startsWith(FILE) ? FILE + resolve(text.slice(FILE.length)) : text)),
};

const FILE = 'file:';

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === '';
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, origin } = new URL(text);
  return /^https?:$/.test(protocol) && /^(?:[\w.-]+|\[[\da-f:.]+\])$/.test(hostname) && origin === text;
}
