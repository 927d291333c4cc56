import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Problem } from '../client/problem';
import { useRead } from '../client/use-read';
import { ErrorScreen } from '../errors/error-screen';
import { useGatewayPages } from '../gateways/use-gateway-pages';
import { useText } from '../i18n/text';
import { CERTIFICATE_NAMES } from '../operations/certificates';
import { useCertificatePages } from '../table/use-certificate-pages';
import { Busy } from '../ui/busy';
import { Page } from '../ui/page';
import { bucketsOf, DAY_MS } from './buckets';
import { Timeline } from './timeline';
import type { ListVariables } from './use-filters';

/** The number of days in which certificates on the overview expire. */
const HORIZON_DAYS = 90;

/** What needs attention: certificates that expire, domains without a certificate, certificates without a domain. */
export function OverviewScreen() {
  const t = useText();
  const variables = useMemo<ListVariables>(
    () => ({
      // The number of days until the end is rounded down.
      filter: { expiresBefore: new Date(Date.now() + (HORIZON_DAYS + 1) * DAY_MS).toISOString() },
      orderBy: { field: 'NOT_AFTER', direction: 'ASC' },
    }),
    [],
  );
  const expiring = useCertificatePages(variables);
  const unused = useRead(CERTIFICATE_NAMES, 'certificates', { first: 1, filter: { attached: false } });
  const dark = useGatewayPages(1, false);
  const { rows, total, hasMore, isLoading } = expiring;
  return (
    <Page title={t('overview.title')}>
      <ul className="tiles">
        {bucketsOf(rows, hasMore).map(({ name, count, isPart, tone }) => (
          <Tile
            key={name}
            name={name}
            count={total === undefined ? undefined : count}
            isPart={isPart}
            tone={tone}
            href={name === 'expired' ? '/certificates?state=EXPIRED' : '/certificates?state=EXPIRING'}
          />
        ))}
        <Tile
          name="dark"
          count={dark.isComplete ? dark.gateways.reduce((sum, it) => sum + (it.total ?? 0), 0) : undefined}
          isPart={dark.gateways.some((it) => it.total === undefined)}
          tone="warn"
          href="/domains"
        />
        <Tile
          name="unused"
          count={unused.outcome?.ok ? (unused.outcome.value.totalCount ?? undefined) : undefined}
          tone="plain"
          href="/certificates?attached=no"
        />
      </ul>
      <ReadProblem problem={expiring.problem} onAgain={expiring.again} />
      <ReadProblem
        problem={unused.outcome && !unused.outcome.ok ? unused.outcome.problem : undefined}
        onAgain={unused.again}
      />
      <ReadProblem problem={dark.problem} onAgain={dark.again} />
      <section className="card" aria-busy={isLoading}>
        <h2>{t('overview.timeline', { days: HORIZON_DAYS })}</h2>
        {total !== undefined && hasMore && (
          <div className="actions">
            <p className="hint">{t('overview.part', { count: rows.length, total })}</p>
            <button type="button" className="button" disabled={isLoading} onClick={() => void expiring.all()}>
              {t('overview.rest')}
            </button>
          </div>
        )}
        {total !== undefined && <Timeline rows={rows} days={HORIZON_DAYS} />}
        {isLoading && <Busy />}
      </section>
    </Page>
  );
}

function Tile({
  name,
  count,
  isPart = false,
  tone,
  href,
}: {
  readonly name: 'expired' | 'in7' | 'in14' | 'in30' | 'dark' | 'unused';
  readonly count: number | undefined;
  /** True if there may be more than that. */
  readonly isPart?: boolean;
  readonly tone: string;
  readonly href: string;
}) {
  const t = useText();
  return (
    <li>
      <Link href={href} className={`tile ${count === 0 && !isPart ? 'plain' : tone}`}>
        <strong translate="no">{count === undefined ? '…' : `${count}${isPart ? '+' : ''}`}</strong>
        {/* Of one and maybe more, the plural is used. */}
        <span>{t(`overview.${name}`, { count: isPart ? 2 : (count ?? 0) })}</span>
      </Link>
    </li>
  );
}

function ReadProblem({ problem, onAgain }: { readonly problem: Problem | undefined; readonly onAgain: () => void }) {
  return problem && <ErrorScreen problem={problem} isChange={false} onRetry={onAgain} onReread={onAgain} />;
}
