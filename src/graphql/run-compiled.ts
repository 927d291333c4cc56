import type {
  GraphQLRequestContextResponseForOperation,
  GraphQLRequestListener,
  GraphQLResponse,
} from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { type ExecutionResult, type FormattedExecutionResult, GraphQLError } from 'graphql';
import type { RequestContext } from '../request/context';
import type { Variables } from './coerce-variables';
import type { CompiledOperation } from './compile-operation';
import type { ErrorFormatter } from './format-error';

type Context = GraphQLRequestContextResponseForOperation<RequestContext> & { queryHash: string };
type Listener = GraphQLRequestListener<RequestContext>;

/**
 * Runs a compiled operation as Apollo Server would (`processGraphQLRequest` of @apollo/server 5.5): with the same hooks of all
 * plugins in the same order, and the same form of errors. It runs the operation exactly once, even after an error.
 */
export async function runCompiled(
  compiled: CompiledOperation,
  variables: Variables,
  context: Context,
  listeners: readonly Listener[],
  formatError: ErrorFormatter,
): Promise<GraphQLResponse> {
  const executions = await startExecution(listeners, context);
  let result: ExecutionResult;
  try {
    result = await compiled.run(undefined, context.contextValue, variables);
  } catch (thrown) {
    const error = toGraphQLError(thrown);
    await endExecution(executions, error);
    return respond({ errors: await report([error], listeners, context, formatError) }, 500);
  }
  const { errors, data = null } = result;
  const response: FormattedExecutionResult = errors
    ? { errors: await report(errors.map(toGraphQLError), listeners, context, formatError), data }
    : { data };
  await endExecution(executions);
  return respond(response);
}

type Execution = { executionDidEnd?: (error?: Error) => Promise<void> };

async function startExecution(listeners: readonly Listener[], context: Context): Promise<Execution[]> {
  const started: Execution[] = [];
  for (const listener of listeners) {
    const execution = await listener.executionDidStart?.(context);
    // The last to start is the first to end.
    if (execution) started.unshift(execution);
  }
  return started;
}

async function endExecution(executions: readonly Execution[], error?: Error): Promise<void> {
  await Promise.all(executions.map((execution) => execution.executionDidEnd?.(error)));
}

async function report(
  errors: readonly GraphQLError[],
  listeners: readonly Listener[],
  context: Context,
  formatError: ErrorFormatter,
) {
  const failed = Object.assign(context, { errors });
  await Promise.all(listeners.map((listener) => listener.didEncounterErrors?.(failed)));
  return errors.map((error) => {
    const { code = 'INTERNAL_SERVER_ERROR' } = error.extensions;
    return formatError({ ...error.toJSON(), extensions: { ...error.extensions, code } }, error);
  });
}

/** Completes an error of graphql-jit, which lacks properties of a GraphQLError that plugins may read. */
function toGraphQLError(error: unknown): GraphQLError {
  const { message, path, extensions, originalError, locations } = Object(error) as Partial<GraphQLError>;
  const complete = new GraphQLError(message ?? String(error), {
    path: path ?? null,
    extensions: extensions ?? null,
    originalError: originalError ?? (error instanceof Error ? error : null),
  });
  if (locations) Object.defineProperty(complete, 'locations', { value: locations, enumerable: true });
  return complete;
}

function respond(singleResult: FormattedExecutionResult, status?: number): GraphQLResponse {
  return {
    body: { kind: 'single', singleResult },
    http: { headers: new HeaderMap(), ...(status === undefined ? {} : { status }) },
  };
}
