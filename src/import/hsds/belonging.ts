import type { ImportReport } from '../report.js';
import type { Row } from './rows.js';

/** What a row belongs to, within one organisation. */
export interface Owner {
  readonly kind: 'organization' | 'service' | 'location' | 'phone';
  readonly id: string;
}

/** Who a row belongs to, and in which organisations that is; a location may be used by several. */
export interface Belonging {
  /** Null for what belongs to the organisation as such. */
  readonly owner: Owner | null;
  readonly organizations: readonly string[];
}

/** A row that has been read. */
interface Known {
  readonly file: string;
  readonly line: number;
  /** None when the row was not taken. */
  readonly organizations: readonly string[];
  /** Whether the row itself is not right. Another one may have its id then. */
  readonly unread?: true;
}

/** The columns that say it, the most specific first. */
const COLUMNS = [
  ['phone_id', 'phone', 'phones'],
  ['service_at_location_id', 'service at a location', 'links'],
  ['service_id', 'service', 'services'],
  ['location_id', 'location', 'locations'],
  ['organization_id', 'organisation', 'organizations'],
] as const;

/** What has ids. */
export type Kind = (typeof COLUMNS)[number][2];
type Ids = { readonly [K in (typeof COLUMNS)[number][0] | 'contact_id']?: string | null };

/** The ids of a directory: what they name and which organisation that belongs to. Of a row, only its id is kept. */
export class Directory {
  readonly organizations = new Map<string, Known>();
  readonly services = new Map<string, Known>();
  readonly locations = new Map<string, Known>();
  readonly phones = new Map<string, Known>();
  /** Services at locations; `serviceOf` says which service. */
  readonly links = new Map<string, Known>();
  readonly serviceOf = new Map<string, string>();
  /** Organisations whose services are offered at a location. */
  readonly usersOf = new Map<string, Set<string>>();

  constructor(private readonly report: ImportReport) {}

  /** Why nothing with this id is there to belong to. */
  missing(kind: Kind, what: string, id: string): string {
    const known = this[kind].get(id);
    if (known) return `The ${what} "${id}" (${known.file}, row ${known.line}) was not taken.`;
    return `There is no ${what} "${id}".`;
  }

  /**
   * Finds what a row belongs to: the most specific of the things it names that are there. What it names in vain is
   * reported; so is a row that belongs to nothing, for which the answer is undefined.
   */
  belongingOf({ file, line, cells }: Row<Ids>): Belonging | undefined {
    const named = COLUMNS.filter(([column]) => cells[column]);
    const found = named.find(([column, , kind]) => this[kind].get(cells[column]!)?.organizations.length);
    for (const [column, what, kind] of named.slice(0, found ? named.indexOf(found) : undefined)) {
      const id = cells[column]!;
      const place = { file, row: line, column, value: id };
      if (found) this.report.adjusted(place, `${this.missing(kind, what, id)} The row was taken for its ${found[1]}.`);
      else this.report.refused(place, this.missing(kind, what, id));
    }
    if (named.length === 0) {
      const reason = cells.contact_id
        ? `It belongs to the contact "${cells.contact_id}" only, and the hub keeps no contacts.`
        : 'The row does not say what it belongs to.';
      this.report.refused({ file, row: line }, reason);
    }
    if (!found) return undefined;

    const [column, , kind] = found;
    const id = cells[column]!;
    const { organizations } = this[kind].get(id)!;
    if (kind === 'links') return { owner: { kind: 'service', id: this.serviceOf.get(id)! }, organizations };
    const owners = {
      phones: 'phone',
      services: 'service',
      locations: 'location',
      organizations: 'organization',
    } as const;
    return { owner: { kind: owners[kind], id }, organizations };
  }
}
