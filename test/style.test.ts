import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ASTNode, Kind, parse, visit } from 'graphql';
import { ROOT } from './support/process';

/** Generated from the OpenAPI document. Its texts are the upstream's. */
const GENERATED = 'contract/apig.ts';

/** The scalar of graphql-scalars, with that library's description. */
const OF_A_LIBRARY = 'DateTime';

/** The maximum length of the first sentence of a schema description, in characters. */
const MAX_FIRST_SENTENCE = 80;

/** Beginnings of doc comments and descriptions that leave the reader to find the noun or the verb. */
const BARE_BEGINNING = /^(What|Whether|Where|Who|Whose|Which|Why|How)\b/;

/** Phrases that made readers stop, each with the word to use. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\banswers?\b|\banswer(ed|ing)\b/i, 'respond, response, return or result'],
  [/\bhang(s|ing)?[- ]up\b|\bhung up\b/i, 'disconnect'],
  [/\bunder way\b/i, 'in progress'],
  [/\b(comes?|came) about\b/i, 'is established, happens'],
  [/\b(is|be|been|was) away\b/i, 'disconnected, unavailable'],
  [/\bput(s|ting)? (it |them |the old one )?back\b/i, 'restore, attach again'],
  [/\btak(es?|en|ing) off\b/i, 'detach, remove'],
  [/\bat worst\b/i, 'at most, the maximum'],
  [/\b(for|to|by|of) who\b/i, 'for whoever, for clients that'],
  [/\banew\b/i, 'again'],
  [/\ball the same\b/i, 'anyway, still'],
  [/\bwhat became of\b|\bwould become of\b/i, 'the outcome of'],
  [/\bin (its own|their own|the upstream's) words\b|\bin the words of\b/i, 'as the upstream reports it'],
  [/\b(is|are) meant\b/i, 'is requested, is intended'],
  [/\bleft out, /i, 'Default: ...'],
  [/\blooks? (at|whether|if|through|first)\b|\blook-up\b/i, 'read, check, search, lookup'],
  [/\bturned away\b/i, 'rejected'],
  [/\bof a (reply|response) cost\b/i, 'in one response cost'],
];

/** A text and the place where it stands. */
interface Text {
  readonly place: string;
  readonly text: string;
}

describe('the prose of the source', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|mjs|cjs|js)$/.test(name) && name !== GENERATED)
    .map((name) => ({ name, code: readFileSync(join(ROOT, 'src', name), 'utf8') }));
  const comments = sources.flatMap(({ name, code }) => docComments(name, code));

  it('is all found', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(comments.length).toBeGreaterThan(500);
  });

  it('begins no doc comment with a bare question word', () => {
    expect(comments.filter(({ text }) => BARE_BEGINNING.test(text)).map(show)).toEqual([]);
  });

  it('has none of the forbidden phrases, in comments, messages and log lines alike', () => {
    const lines = sources.flatMap(({ name, code }) =>
      code.split('\n').map((text, index) => ({ place: `src/${name}:${index + 1}`, text: text.trim() })),
    );
    expect([...lines, ...comments].flatMap(forbiddenIn)).toEqual([]);
  });
});

describe('the descriptions of the schema', () => {
  const document = parse(readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8'));
  const descriptions: Text[] = [];
  visit(document, {
    enter(node, _key, _parent, _path, ancestors) {
      if (!('description' in node) || !node.description) return;
      const place = [...ancestors, node].flatMap(nameOf).join('.');
      if (place === OF_A_LIBRARY) return;
      descriptions.push({ place, text: oneLine(node.description.value) });
    },
  });

  it('are all found', () => expect(descriptions.length).toBeGreaterThan(200));

  it('begin with no bare question word', () => {
    expect(descriptions.filter(({ text }) => BARE_BEGINNING.test(text)).map(show)).toEqual([]);
  });

  it('have a short first sentence', () => {
    const long = descriptions.filter(({ text }) => firstSentence(text).length > MAX_FIRST_SENTENCE);
    expect(long.map(({ place, text }) => `${place} (${firstSentence(text).length}): ${firstSentence(text)}`)).toEqual(
      [],
    );
  });

  it('have none of the forbidden phrases', () => expect(descriptions.flatMap(forbiddenIn)).toEqual([]));

  it('begin with "Returned when" for error types and success types', () => {
    const results = document.definitions.flatMap((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION &&
      (node.interfaces?.some(({ name }) => name.value === 'ApigError') || node.name.value.endsWith('Success'))
        ? [{ place: node.name.value, text: node.description?.value ?? '' }]
        : [],
    );
    expect(results.length).toBeGreaterThan(15);
    expect(results.filter(({ text }) => !text.startsWith('Returned when ')).map(show)).toEqual([]);
  });
});

/** Returns the doc comments of a source, each as one line. */
function docComments(name: string, code: string): Text[] {
  return [...code.matchAll(/\/\*\*(?!\/)([\s\S]*?)\*\//g)].map((match) => ({
    place: `src/${name}:${code.slice(0, match.index).split('\n').length}`,
    text: oneLine((match[1] ?? '').replace(/^\s*\* ?/gm, '')),
  }));
}

function forbiddenIn({ place, text }: Text): string[] {
  return FORBIDDEN.flatMap(([phrase, instead]) => {
    const found = phrase.exec(text);
    return found ? [`${place}: "${found[0]}" (${instead}): ${text}`] : [];
  });
}

/** Returns the text up to the first full stop that ends a sentence. */
function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
}

function nameOf(node: ASTNode | readonly ASTNode[]): string[] {
  return 'name' in node && node.name ? [node.name.value] : [];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function show({ place, text }: Text): string {
  return `${place}: ${text}`;
}
