import { MAX_PLACEMENTS } from '../contract/limits';
import { tooManyCalls } from '../request/call-budgets';
import type { Domain } from './domain.type';

/** Returns the placements of one domain name unchanged. @throws ApigFailure `GATEWAY.TOO_MANY_CALLS` if there are more than 100. They are never truncated. */
export function boundedPlacements<Placement extends Domain>(placements: readonly Placement[]): readonly Placement[] {
  if (placements.length <= MAX_PLACEMENTS) return placements;
  throw tooManyCalls(MAX_PLACEMENTS, `A domain has ${placements.length} placements. Specify the gateway.`);
}
