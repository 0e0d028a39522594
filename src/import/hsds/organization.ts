import type {
  AddressDraft,
  LocationDraft,
  PartnerOrganizationDraft,
  PhoneDraft,
  ScheduleDraft,
  ServiceDraft,
  ServiceTextDraft,
} from '../../schema/drafts/partner-organization.js';
import { markdownOf, paragraphsOf } from '../markdown.js';
import { contentId } from './content-id.js';
import { exceptionOf } from './holidays.js';
import { addressKinds, noTelephone, streetOf } from './kinds.js';
import { languageTags } from './languages.js';
import type { Notes } from './notes.js';
import { joinDays, scheduleOf } from './schedules.js';
import type { StagedRow } from './staging.js';
import { age, coordinates, country, emailAddress, webAddress } from './values.js';

/** What the data itself does not say. */
export interface Settings {
  /** The language it is written in. */
  readonly locale: string;
  /** IANA time zone of hours without one. */
  readonly timezone: string | undefined;
  /** Two letters, for addresses without a country. */
  readonly country: string | undefined;
}

const LONGEST_NAME = 200;

interface Place extends LocationDraft {
  phones: PhoneDraft[];
  schedules: ScheduleDraft[];
}

interface Service extends ServiceDraft {
  locations: string[];
  languages: string[];
  phones: PhoneDraft[];
  schedules: ScheduleDraft[];
  translations: [ServiceTextDraft];
}

/** Makes the draft of one organisation of its rows, table by table. */
export class OrganizationBuilder {
  private readonly places = new Map<string, Place>();
  private readonly services = new Map<string, Service>();
  private readonly phonesById = new Map<string, PhoneDraft>();
  private readonly phones: PhoneDraft[] = [];
  private readonly languages = new Set<string>();
  /** Where letters to the organisation go. */
  private readonly letters: { address?: AddressDraft; postalAddress?: AddressDraft } = {};
  private readonly origins = new Map<unknown, StagedRow>();
  private readonly contents = new Map<string, StagedRow>();
  /** The row of the organisation itself. */
  readonly own: StagedRow<'organization'>;

  /**
   * @param rows all that belongs to the organisation, in the order in which the tables are read
   * @param missingLocation says why there is no such location
   */
  constructor(
    private readonly rows: readonly StagedRow[],
    private readonly settings: Settings,
    private readonly notes: Notes,
    private readonly missingLocation: (id: string) => string,
  ) {
    this.own = rows.find((row) => row.table === 'organization')!;
  }

  build(): PartnerOrganizationDraft {
    for (const row of this.rows) {
      if (row.table !== 'serviceAtLocation' && !this.isRepeated(row)) this.take(row);
    }
    // These join what stands in two tables, so they come last.
    for (const row of this.rows) {
      if (row.table === 'serviceAtLocation' && !this.isRepeated(row)) this.serviceAtLocation(row);
    }
    for (const owner of [...this.places.values(), ...this.services.values()]) {
      owner.schedules = joinDays(owner.schedules);
    }
    return this.organization();
  }

  /** The row that what stands at `path` of the draft was made of. */
  originOf(draft: PartnerOrganizationDraft, path: readonly (string | number)[]): StagedRow {
    let origin: StagedRow = this.own;
    let at: unknown = draft;
    for (const step of path) {
      at = (at as Record<string | number, unknown> | null | undefined)?.[step];
      origin = this.origins.get(at) ?? origin;
    }
    return origin;
  }

  private take(row: StagedRow): void {
    switch (row.table) {
      case 'service':
        this.service(row);
        break;
      case 'location':
        this.place(row);
        break;
      case 'address':
        this.address(row);
        break;
      case 'phone':
        this.phone(row);
        break;
      case 'schedule':
        this.schedule(row);
        break;
      case 'holiday':
        this.holiday(row);
        break;
      case 'accessibility':
        this.accessibility(row);
        break;
      case 'eligibility':
        this.eligibility(row);
        break;
      case 'language':
        this.language(row);
        break;
    }
  }

  private organization(): PartnerOrganizationDraft {
    const row = this.own;
    const { name, alternate_name: otherName, description, url, website, email, legal_status: legalStatus } = row.cells;
    const adjust = this.notes.adjusting(row);
    if (!description) adjust('description', 'There is no description: the name stands in its place.');
    if (name.length > LONGEST_NAME) adjust('name', `Cut to ${LONGEST_NAME} characters.`);
    if (website && url && website !== url) adjust('url', 'The hub keeps one: the website was taken.');
    return {
      translations: [
        {
          locale: this.settings.locale,
          title: name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name,
          body: markdownOf(paragraphsOf(description ?? name)),
          searchTerms: otherName ? [otherName] : [],
        },
      ],
      url: webAddress(website ?? url, website ? 'website' : 'url', adjust),
      email: emailAddress(email, 'email', adjust),
      legalStatus,
      languages: [...this.languages],
      // An organisation without one is what it was before there were any.
      ...(this.letters.postalAddress ? { postalAddress: this.letters.postalAddress } : {}),
      phones: this.phones,
      locations: [...this.places.values()],
      services: [...this.services.values()],
    };
  }

  private service(row: StagedRow<'service'>): void {
    const { cells } = row;
    const adjust = this.notes.adjusting(row);
    const fees = [cells.fees, cells.fees_description].filter((text) => text !== null);
    let eligibleMinAge = age(cells.minimum_age, 'minimum_age', adjust);
    let eligibleMaxAge = age(cells.maximum_age, 'maximum_age', adjust);
    if (eligibleMinAge !== null && eligibleMaxAge !== null && eligibleMinAge > eligibleMaxAge) {
      adjust('maximum_age', 'The highest age is below the lowest: both were left out.');
      eligibleMinAge = eligibleMaxAge = null;
    }
    const service: Service = {
      key: cells.id!,
      locations: [],
      eligibleMinAge,
      eligibleMaxAge,
      languages: [],
      url: webAddress(cells.url, 'url', adjust),
      email: emailAddress(cells.email, 'email', adjust),
      phones: [],
      schedules: [],
      translations: [
        {
          locale: this.settings.locale,
          name: cells.name,
          description: cells.description,
          eligibility: cells.eligibility_description,
          applicationProcess: cells.application_process,
          fees: [...new Set(fees)].join('\n') || null,
          waitTime: cells.wait_time,
        },
      ],
    };
    this.services.set(service.key, service);
    this.origins.set(service, row);
  }

  private place(row: StagedRow<'location'>): void {
    const { cells } = row;
    const place: Place = {
      key: cells.id!,
      name: cells.name,
      description: cells.description,
      transportation: cells.transportation,
      ...coordinates(cells, this.notes.adjusting(row)),
      phones: [],
      schedules: [],
    };
    this.places.set(place.key, place);
    this.origins.set(place, row);
  }

  private serviceAtLocation(row: StagedRow<'serviceAtLocation'>): void {
    const { service_id: serviceId, location_id: locationId } = row.cells;
    if (this.places.has(locationId)) this.services.get(serviceId)!.locations.push(locationId);
    else this.notes.refuse(row, this.missingLocation(locationId), 'location_id');
  }

  private address(row: StagedRow<'address'>): void {
    const { cells, owner, file } = row;
    const adjust = this.notes.adjusting(row);
    const kinds = addressKinds(cells, file, adjust);
    if (kinds.length === 0) {
      this.notes.refuse(row, 'A virtual address is neither a place nor a place for letters.', 'address_type');
      return;
    }
    const lines = [cells.attention, ...streetOf(cells)];
    const address = {
      street: lines.filter(Boolean).join(', ') || null,
      postalCode: cells.postal_code,
      city: cells.city,
      region: [cells.region, cells.state_province].filter(Boolean).join(', ') || null,
      country: country(cells.country, 'country', adjust) ?? this.settings.country ?? null,
    };
    const place = owner!.kind === 'organization' ? undefined : this.places.get(owner!.id)!;
    for (const kind of kinds) {
      const holder = kind === 'postal' ? (place ?? this.letters) : (place ?? this.placeOfAddress(row));
      const name = kind === 'postal' ? 'postalAddress' : 'address';
      if (holder[name]) {
        const whose = place ? 'location' : 'organisation';
        this.notes.refuse(row, `The ${whose} has another ${kind} address already, and the hub keeps one.`);
        return;
      }
      holder[name] = { ...address };
      this.origins.set(holder[name], row);
    }
  }

  /** The address of an organisation is nobody's place but its own: it becomes a place without a name. */
  private placeOfAddress(row: StagedRow<'address'>): Place {
    const place: Place = { key: `address-${row.cells.id ?? contentId(row.cells)}`, phones: [], schedules: [] };
    this.places.set(place.key, place);
    this.origins.set(place, row);
    return place;
  }

  private phone(row: StagedRow<'phone'>): void {
    const { id, number, extension, type, language, description } = row.cells;
    // Some write "no phone", or why there is none.
    if (number.replace(/\D/g, '').length < 3) {
      this.notes.refuse(row, 'This is not a telephone number.', 'number');
      return;
    }
    const noCalls = noTelephone(row.cells);
    if (noCalls) {
      this.notes.refuse(
        row,
        `This is the number of a ${noCalls}, which nobody can call: the hub keeps telephones.`,
        'number',
      );
      return;
    }
    const kind = type && !/^voice$/i.test(type) ? type : null;
    const phone: PhoneDraft = {
      number: number.replace(/^"(.*)"$/, '$1'),
      extension,
      label: [kind, description].filter(Boolean).join(', ') || null,
      languages: languageTags(language, 'language', this.notes.adjusting(row)),
    };
    if (id) this.phonesById.set(id, phone);
    this.origins.set(phone, row);
    const { kind: ownerKind, id: ownerId } = row.owner!;
    if (ownerKind === 'organization') this.phones.push(phone);
    else (ownerKind === 'service' ? this.services : this.places).get(ownerId)!.phones.push(phone);
  }

  private schedule(row: StagedRow<'schedule'>): void {
    const owner = row.owner!.kind === 'service' ? this.services.get(row.owner!.id) : this.places.get(row.owner!.id);
    if (!owner) {
      this.notes.refuse(row, 'Hours belong to a service or a location.', 'organization_id');
      return;
    }
    const schedule = scheduleOf(row.cells, this.settings.timezone, this.notes.adjusting(row));
    if ('reason' in schedule) {
      this.notes.refuse(row, schedule.reason, schedule.column);
      return;
    }
    if (schedule.closesAt <= schedule.opensAt && schedule.closesAt !== '00:00') {
      const reason =
        'It closes before it opens: taken as closing on the next day. Check whether it should be the afternoon.';
      this.notes.adjusting(row)('closes_at', reason);
    }
    owner.schedules.push(schedule);
  }

  private holiday(row: StagedRow<'holiday'>): void {
    const { kind, id } = row.owner!;
    const owner = kind === 'service' ? this.services.get(id) : this.places.get(id);
    if (!owner) {
      this.notes.refuse(row, 'Holidays belong to a service or a location.', 'organization_id');
      return;
    }
    const exception = exceptionOf(row.cells, this.settings.timezone!, this.notes.adjusting(row));
    if ('reason' in exception) {
      this.notes.refuse(row, exception.reason, exception.column);
      return;
    }
    owner.scheduleExceptions = [...(owner.scheduleExceptions ?? []), exception];
    this.origins.set(exception, row);
  }

  /** Free text, which is kept as such: no word of it is made a feature that someone might rely on. */
  private accessibility(row: StagedRow<'accessibility'>): void {
    const { location_id: locationId, accessibility, description, details } = row.cells;
    const place = this.places.get(locationId)!;
    const texts = [place.description, accessibility, description, details].filter(Boolean);
    place.description = texts.join('\n\n') || null;
  }

  private eligibility(row: StagedRow<'eligibility'>): void {
    const [texts] = this.services.get(row.cells.service_id)!.translations;
    texts.eligibility = [texts.eligibility, row.cells.eligibility].filter(Boolean).join('\n');
  }

  private language(row: StagedRow<'language'>): void {
    const tags = this.languagesIn(row);
    if (tags.length === 0) return;
    const { kind, id } = row.owner!;
    const phone = kind === 'phone' ? this.phonesById.get(id) : undefined;
    if (kind === 'phone' && !phone) {
      this.notes.refuse(row, `The phone "${id}" was not taken.`, 'phone_id');
      return;
    }
    if (phone) phone.languages = [...new Set([...(phone.languages ?? []), ...tags])];
    else if (kind === 'service') this.services.get(id)!.languages.push(...tags);
    // Locations have no languages of their own here.
    else for (const tag of tags) this.languages.add(tag);
  }

  /** The languages of a row, by its code, else by its name; the row is refused when there are none. */
  private languagesIn(row: StagedRow<'language'>): string[] {
    const { code, language, name } = row.cells;
    const columns = Object.entries({ code, language, name }).filter(([, text]) => text) as [string, string][];
    for (const [column, text] of columns) {
      const untold: [string, string][] = [];
      const tags = languageTags(text, column, (...about) => untold.push(about));
      if (tags.length === 0) continue;
      for (const about of untold) this.notes.adjusting(row)(...about);
      return tags;
    }
    const [column] = columns[0] ?? [];
    if (column) this.notes.refuse(row, 'This is not known as a language: write its English name, or its code.', column);
    else this.notes.refuse(row, 'The row names no language.');
    return [];
  }

  /** Refuses a row that says what another one has said of the same thing. */
  private isRepeated(row: StagedRow): boolean {
    // An address may be both that of the place and the one for letters.
    const table = row.table === 'address' ? row.file : row.table;
    const content = JSON.stringify([table, row.owner, { ...row.cells, id: null }]);
    const before = row.table === 'service' || row.table === 'location' ? undefined : this.contents.get(content);
    if (before) this.notes.refuse(row, `The same stands in row ${before.line} of ${before.file} already.`);
    else this.contents.set(content, row);
    return Boolean(before);
  }
}
