import { Link } from 'wouter';
import type { Read } from '../client/use-read';
import { useRead } from '../client/use-read';
import { ErrorScreen } from '../errors/error-screen';
import { useText } from '../i18n/text';
import { CERTIFICATE_NAMES, CERTIFICATES } from '../operations/certificates';
import { GATEWAY_DOMAINS } from '../operations/gateways';
import { Busy } from '../ui/busy';
import { Page } from '../ui/page';
import { bucketsOf } from './buckets';
import { Timeline } from './timeline';

/** The number of days in which certificates on the overview expire. */
const HORIZON_DAYS = 90;

/** What needs attention: certificates that expire, domains without a certificate, certificates without a domain. */
export function OverviewScreen() {
  const t = useText();
  const expiring = useRead(CERTIFICATES, 'certificates', {
    first: 500,
    orderBy: { field: 'NOT_AFTER', direction: 'ASC' },
  });
  const unused = useRead(CERTIFICATE_NAMES, 'certificates', { first: 500, filter: { attached: false } });
  const dark = useRead(GATEWAY_DOMAINS, 'gateways', { hasCertificate: false });
  const rows = expiring.outcome?.ok ? expiring.outcome.value.edges.flatMap(({ node }) => node ?? []) : [];
  const darkDomains = dark.outcome?.ok
    ? dark.outcome.value.edges.reduce((sum, { node }) => sum + (node?.domains?.totalCount ?? 0), 0)
    : undefined;
  return (
    <Page title={t('overview.title')}>
      <ul className="tiles">
        {bucketsOf(rows).map(({ name, count, tone }) => (
          <Tile
            key={name}
            label={t(`overview.${name}`)}
            count={expiring.outcome?.ok ? count : undefined}
            tone={tone}
            href={name === 'expired' ? '/certificates?state=EXPIRED' : '/certificates?state=EXPIRING'}
          />
        ))}
        <Tile label={t('overview.dark')} count={darkDomains} tone="warn" href="/domains" />
        <Tile
          label={t('overview.unused')}
          count={unused.outcome?.ok ? unused.outcome.value.totalCount : undefined}
          tone="plain"
          href="/certificates?attached=no"
        />
      </ul>
      {[expiring, unused, dark].map((read, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the reads never change their order.
        <ReadProblem key={index} read={read} />
      ))}
      <section className="card">
        <h2>{t('overview.timeline', { days: HORIZON_DAYS })}</h2>
        {expiring.outcome ? <Timeline rows={rows} days={HORIZON_DAYS} /> : <Busy />}
      </section>
    </Page>
  );
}

function Tile({
  label,
  count,
  tone,
  href,
}: {
  readonly label: string;
  readonly count: number | undefined;
  readonly tone: string;
  readonly href: string;
}) {
  return (
    <li>
      <Link href={href} className={`tile ${count === 0 ? 'plain' : tone}`}>
        <strong translate="no">{count ?? '…'}</strong>
        <span>{label}</span>
      </Link>
    </li>
  );
}

function ReadProblem({
  read: { outcome, again },
}: {
  readonly read: Pick<Read<{ __typename: string }>, 'outcome' | 'again'>;
}) {
  if (!outcome || outcome.ok) return null;
  return <ErrorScreen problem={outcome.problem} isChange={false} onRetry={again} onReread={again} />;
}
