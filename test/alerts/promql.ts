import { requireFrom } from '../support/needs';

/** A selector of an expression: its metric, and the labels that it matches. */
interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** The metrics of an expression, and the labels of its clauses `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`. */
export interface UsedSeries {
  readonly selectors: readonly Selector[];
  readonly groupingLabels: readonly string[];
}

/** A node of a syntax tree: the parts of `@lezer/common` that are used here. */
interface SyntaxNode {
  readonly type: { readonly name: string; readonly isError: boolean };
  readonly from: number;
  readonly to: number;
  getChild(type: string): SyntaxNode | null;
  getChildren(type: string): SyntaxNode[];
}

interface Parser {
  parse(text: string): { iterate(spec: { enter(it: { readonly node: SyntaxNode }): void }): void };
}

/** The package of `npm run setup` with the grammar that Prometheus' own editor uses. */
export const PROMQL_PACKAGE = '@prometheus-io/lezer-promql';

/** Parses an expression of PromQL. @throws Error if it is not valid. */
export function usedSeries(expression: string): UsedSeries {
  const { parser } = requireFrom('scripts')(PROMQL_PACKAGE) as { parser: Parser };
  const selectors: Selector[] = [];
  const groupingLabels: string[] = [];
  const tree = parser.parse(expression);
  tree.iterate({
    enter: ({ node }) => {
      const { type, from, to } = node;
      const text = expression.slice(from, to);
      if (type.isError) throw new Error(`not an expression at ${from}: ${expression}`);
      if (type.name === 'GroupingLabels') groupingLabels.push(...(text.match(/[\w]+/g) ?? []));
      if (type.name !== 'VectorSelector') return;
      const metric = node.getChild('Identifier');
      if (!metric) throw new Error(`no name of a metric at ${from}: ${expression}`);
      const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
      selectors.push({
        metric: expression.slice(metric.from, metric.to),
        labels: matchers.map((it) => {
          const label = it.getChild('LabelName');
          return label ? expression.slice(label.from, label.to) : '';
        }),
      });
    },
  });
  return { selectors, groupingLabels };
}
