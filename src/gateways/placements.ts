import { MAX_PLACEMENTS } from '../contract/limits';
import { tooManyCalls } from '../request/call-budgets';
import type { Domain } from './domain.type';

/** Returns the placements of one domain name. @throws ApigFailure `GATEWAY.TOO_MANY_CALLS` for more than 100: they are not told short. */
export function boundedPlacements<Placement extends Domain>(placements: readonly Placement[]): readonly Placement[] {
  if (placements.length <= MAX_PLACEMENTS) return placements;
  throw tooManyCalls(MAX_PLACEMENTS, `A domain is in ${placements.length} places: name the gateway.`);
}
