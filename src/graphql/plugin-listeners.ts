import type {
  ApolloServerPlugin,
  GraphQLRequestContext,
  GraphQLRequestExecutionListener,
  GraphQLRequestListener,
} from '@apollo/server';
import type { Logger } from 'pino';
import type { RequestContext } from '../request/context';

type Plugin = ApolloServerPlugin<RequestContext>;
type Listener = GraphQLRequestListener<RequestContext>;

/**
 * Keeps the listeners of all plugins for each request. If a plugin responds for an operation, as `operationsPlugin` does for
 * compiled ones, Apollo Server calls neither the execution hooks nor `didEncounterErrors`. The plugin calls them through this class.
 */
export class PluginListeners {
  readonly #byRequest = new WeakMap<object, Listener[]>();
  readonly #noted = new WeakSet<Listener>();
  #watchFields = false;

  constructor(private readonly log: Logger) {}

  /** True if a plugin uses `willResolveField`, which compiled code cannot call. In that case, nothing is compiled. */
  get watchFields(): boolean {
    return this.#watchFields;
  }

  /** Returns the plugins, wrapped so that their listeners are kept. A plugin without `requestDidStart` has none. */
  watch(plugins: readonly Plugin[]): Plugin[] {
    return plugins.map((plugin) => (plugin.requestDidStart ? this.#watched(plugin) : plugin));
  }

  /** Returns the listeners of a request, in the order of their plugins. */
  of(context: object): readonly Listener[] {
    return this.#byRequest.get(context) ?? [];
  }

  #watched(plugin: Plugin): Plugin {
    const watched: Plugin = Object.create(plugin);
    watched.requestDidStart = async (context) => {
      const listener = await plugin.requestDidStart?.(context);
      if (!listener) return;
      this.#add(context, listener);
      return listener;
    };
    return watched;
  }

  #add(context: GraphQLRequestContext<RequestContext>, listener: Listener): void {
    const known = this.#byRequest.get(context);
    if (known) known.push(listener);
    else this.#byRequest.set(context, [listener]);
    const { executionDidStart } = listener;
    if (!executionDidStart || this.#watchFields || this.#noted.has(listener)) return;
    this.#noted.add(listener);
    listener.executionDidStart = async (started) => {
      const execution = await executionDidStart.call(listener, started);
      if (execution) this.#note(execution);
      return execution;
    };
  }

  #note(execution: GraphQLRequestExecutionListener<RequestContext>): void {
    if (!execution.willResolveField || this.#watchFields) return;
    this.#watchFields = true;
    this.log.warn('a plugin uses willResolveField: operations are not compiled');
  }
}
