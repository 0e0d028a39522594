import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { filesIn } from '../folder.js';
import { ImportMistake } from '../mistake.js';
import type { ImportReport } from '../report.js';
import { type Belonging, Directory, type Kind } from './belonging.js';
import { contentId } from './content-id.js';
import { countRows, readRows } from './rows.js';
import { isClosedDay, isTimezone } from './schedules.js';
import type { StagedRow, Staging } from './staging.js';
import { FILES, TABLES, type TableName } from './tables.js';

/** A file of a directory with the table it holds. */
export interface TableFile {
  readonly name: string;
  readonly table: TableName;
  readonly bytes: number;
}

/**
 * The tables in a folder, in the order in which they are to be read. What holds no table that is taken is noticed.
 * @throws ImportMistake when there is no table of organisations
 */
export async function tablesIn(folder: string, report: ImportReport): Promise<TableFile[]> {
  const names = await filesIn(folder, '.csv');
  const found: TableFile[] = [];
  for (const table of Object.keys(TABLES) as TableName[]) {
    for (const base of FILES[table]) {
      const name = names.find((file) => file.toLowerCase() === `${base}.csv`);
      if (name) found.push({ name, table, bytes: (await stat(join(folder, name))).size });
    }
  }
  if (!found.some(({ table }) => table === 'organization')) {
    throw new ImportMistake(
      `There is no organizations.csv in "${folder}". Give the folder with the tables of a directory in HSDS.`,
    );
  }
  for (const name of names) {
    if (found.some((file) => file.name === name)) continue;
    const rows = await countRows(folder, name);
    const were = rows === 1 ? '1 row was' : `${rows} rows were`;
    report.notice({ file: name }, `The hub has no place for this table: ${were} left out.`);
  }
  return found;
}

/** Reads the tables of a directory row by row, finds what each row belongs to, and stages it there. */
export class DirectoryReader {
  private readonly directory: Directory;
  /** Names of the organisations that are taken, by their ids. */
  readonly names = new Map<string, string>();
  /** Whether rows of organisations could not be read, so that nobody knows which ones are there. */
  organizationsUnread = false;

  constructor(
    private readonly folder: string,
    private readonly staging: Staging,
    private readonly report: ImportReport,
    private readonly timezone: string | undefined,
    private readonly encoding: string | undefined,
  ) {
    this.directory = new Directory(report);
  }

  /**
   * @param onBytes is told how much of the file has been read
   * @throws ImportMistake when hours are in no known time zone
   */
  async read({ name, table }: TableFile, onBytes: (bytes: number) => void): Promise<void> {
    const counts = this.report.table(name);
    let closedDays = 0;
    const kind = KINDS[table];
    const refused = (line: number, id: string | null) => {
      if (table === 'organization' && !id) this.organizationsUnread = true;
      if (kind && id && !this.directory[kind].has(id))
        this.directory[kind].set(id, { file: name, line, organizations: [], unread: true });
    };
    for await (const read of readRows(this.folder, name, TABLES[table], this.report, {
      encoding: this.encoding,
      bytes: onBytes,
      refused,
    })) {
      const row = { ...read, table, owner: null, copy: false } as StagedRow;
      const belonging = this.belongingOf(row);
      if (!belonging) {
        counts.refused++;
      } else if (row.table === 'schedule' && isClosedDay(row.cells)) {
        counts.imported++;
        closedDays++;
      } else {
        if (row.table === 'schedule' || row.table === 'holiday') this.checkTimezone(row);
        for (const [i, organization] of belonging.organizations.entries()) {
          await this.staging.add(organization, { ...row, owner: belonging.owner, copy: i > 0 });
        }
      }
    }
    if (closedDays) {
      this.report.notice(
        { file: name },
        `${closedDays} ${closedDays === 1 ? 'row names' : 'rows name'} a day without hours: closed on that day.`,
      );
    }
  }

  /** Whether the data has an organisation with this id, taken or not. */
  hasOrganization(id: string): boolean {
    return this.directory.organizations.has(id);
  }

  /** Why there is no location with this id to offer a service at. */
  missingLocation(id: string): string {
    return this.directory.missing('locations', 'location', id);
  }

  /** What the row belongs to; undefined when that is nothing, or when the row was there before. */
  private belongingOf(row: StagedRow): Belonging | undefined {
    switch (row.table) {
      case 'organization': {
        const { id, name } = row.cells;
        const found = this.register('organizations', row, id, { owner: null, organizations: [id] });
        if (found) this.names.set(id, name);
        return found;
      }
      case 'service': {
        const { organization_id: id, status } = row.cells;
        row.cells.id ??= contentId(row.cells);
        let found = this.directory.belongingOf({ ...row, cells: { organization_id: id } });
        if (found && status && !/^active$/i.test(status)) {
          this.refuse(row, 'The service is not active.', 'status', status);
          found = undefined;
        }
        return this.register('services', row, row.cells.id, found);
      }
      case 'serviceAtLocation': {
        const { id, service_id: serviceId, location_id: locationId } = row.cells;
        const found = this.directory.belongingOf({ ...row, cells: { service_id: serviceId } });
        const users = this.directory.usersOf.get(locationId) ?? new Set();
        for (const organization of found?.organizations ?? []) users.add(organization);
        this.directory.usersOf.set(locationId, users);
        if (id) this.directory.serviceOf.set(id, serviceId);
        return id ? this.register('links', row, id, found) : found;
      }
      case 'location': {
        row.cells.id ??= contentId(row.cells);
        return this.register(
          'locations',
          row,
          row.cells.id,
          this.locationIn(row, row.cells.id, row.cells.organization_id),
        );
      }
      case 'phone': {
        const found = this.directory.belongingOf(row);
        return row.cells.id ? this.register('phones', row, row.cells.id, found) : found;
      }
      default:
        return this.directory.belongingOf(row);
    }
  }

  /** The organisations of a location: the one it names, and those whose services are offered there. */
  private locationIn(row: StagedRow, id: string, organizationId: string | null): Belonging | undefined {
    const users = this.directory.usersOf.get(id) ?? new Set<string>();
    if (organizationId && !this.directory.organizations.has(organizationId) && users.size) {
      const reason = `${this.directory.missing('organizations', 'organisation', organizationId)} The location was taken for the services that are offered there.`;
      this.report.adjusted({ file: row.file, row: row.line, column: 'organization_id', value: organizationId }, reason);
      return { owner: null, organizations: [...users] };
    }
    if (!organizationId && users.size) return { owner: null, organizations: [...users] };
    const found = this.directory.belongingOf({ ...row, cells: { organization_id: organizationId } });
    return found && { owner: null, organizations: [...new Set([...found.organizations, ...users])] };
  }

  /** Keeps the id of a row, and refuses the row when it was there before. */
  private register(kind: Kind, row: StagedRow, id: string, found: Belonging | undefined): Belonging | undefined {
    const before = this.directory[kind].get(id);
    if (before && !before.unread) {
      this.refuse(row, `The same id stands in row ${before.line} of ${before.file} already.`, 'id', id);
      return undefined;
    }
    this.directory[kind].set(id, { file: row.file, line: row.line, organizations: found?.organizations ?? [] });
    return found;
  }

  private checkTimezone(row: StagedRow<'schedule' | 'holiday'>): void {
    if (this.timezone || (row.table === 'schedule' && row.cells.timezone && isTimezone(row.cells.timezone))) return;
    throw new ImportMistake(
      `The hours in ${row.file} (row ${row.line}) are in no known time zone. Say which with --timezone, such as --timezone America/Chicago.`,
    );
  }

  private refuse(row: StagedRow, reason: string, column: string, value: string): void {
    this.report.refused({ file: row.file, row: row.line, column, value }, reason);
  }
}

/** What the ids of a table name. */
const KINDS: Partial<Record<TableName, Kind>> = {
  organization: 'organizations',
  service: 'services',
  serviceAtLocation: 'links',
  location: 'locations',
  phone: 'phones',
};
