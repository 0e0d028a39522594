import { community } from './areas/community.js';
import { health } from './areas/health.js';
import { identity } from './areas/identity.js';
import { insight } from './areas/insight.js';
import { media } from './areas/media.js';
import { previews } from './areas/previews.js';
import { readingContent } from './areas/reading.js';
import { releases } from './areas/releases.js';
import { reviewingContent } from './areas/reviewing.js';
import { savedViews } from './areas/saved-views.js';
import { searchEditing } from './areas/search-editing.js';
import { support } from './areas/support.js';
import { testimonials } from './areas/testimonials.js';
import { webhooks } from './areas/webhooks.js';
import { writingContent } from './areas/writing.js';
import type { Area } from './rules.js';

/**
 * Who may do what: the one table of rights, area by area. What no row allows is allowed to nobody. `npx hearth access
 * --write` prints it as docs/access.md.
 */
export const accessTable: readonly Area[] = [
  readingContent,
  writingContent,
  reviewingContent,
  previews,
  searchEditing,
  releases,
  savedViews,
  testimonials,
  media,
  community,
  identity,
  insight,
  health,
  support,
  webhooks,
];
