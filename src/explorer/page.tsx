import { DOC_EXPLORER_PLUGIN, useDocExplorerActions } from '@graphiql/plugin-doc-explorer';
import { useGraphiQL } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import type { Environment } from 'monaco-editor';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './page.css';
import type { PageData } from '../graphql/explorer-defaults';

declare global {
  interface Window {
    MonacoEnvironment?: Environment;
  }
}

const explorerDefaults = JSON.parse(document.getElementById('defaults')?.textContent ?? '{}') as PageData;
const headers = JSON.stringify({ 'X-Auth-Token': explorerDefaults.token }, undefined, 2);

// Each worker is a separate file next to this script, because the content security policy forbids blobs.
const WORKERS: Readonly<Record<string, string>> = explorerDefaults.workers;
window.MonacoEnvironment = {
  getWorker: (_: string, label: string) => new Worker(`/explorer/${WORKERS[label] ?? WORKERS['editor']}`),
};

// In a narrower window, the docs would leave too little room for the editor and the response. They can be opened.
const isWide = window.matchMedia('(min-width: 1400px)').matches;

createRoot(document.getElementById('explorer') as HTMLElement).render(
  <GraphiQL
    fetcher={ask}
    initialQuery={explorerDefaults.document}
    initialVariables={JSON.stringify(explorerDefaults.variables, undefined, 2)}
    initialHeaders={headers}
    defaultHeaders={headers}
    // Tokens must not be stored in the browser. The history plugin would store the headers of every run.
    shouldPersistHeaders={false}
    plugins={[]}
    defaultEditorToolsVisibility="headers"
    {...(isWide ? { visiblePlugin: DOC_EXPLORER_PLUGIN.title } : {})}
  >
    <OpenDocs type={explorerDefaults.type} />
  </GraphiQL>,
);

/** Sends an operation as specified by GraphQL over HTTP, with the headers of the header editor. */
async function ask(params: object, options?: { headers?: Record<string, unknown> }): Promise<never> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...(options?.headers as Record<string, string>),
    },
    body: JSON.stringify(params),
  });
  return (await response.json()) as never;
}

/** Opens the docs panel on a type when the schema has been loaded. */
function OpenDocs({ type }: { type: string }) {
  const schema = useGraphiQL((state) => state.schema);
  const { push } = useDocExplorerActions();
  const def = schema?.getType(type);
  useEffect(() => {
    if (def) push({ name: type, def });
  }, [def, push, type]);
  return null;
}
