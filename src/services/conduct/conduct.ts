import type { DataSource } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { Locales } from '../../schema/locales.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import { FIRST_TEXTS } from './first-texts.js';
import { type TextOfVersion, VersionedTexts } from './versioned-texts.js';

/** The code of conduct: every version is kept, the newest holds. */
export class Conduct {
  private constructor(
    private readonly dataSource: DataSource,
    private readonly texts: VersionedTexts,
  ) {}

  /** Publishes the first version where there is none. The tables must be up to date. */
  static async open(dataSource: DataSource, locales: Locales): Promise<Conduct> {
    return new Conduct(dataSource, await VersionedTexts.open('conduct', dataSource, locales, FIRST_TEXTS));
  }

  /** The number of the version that holds. */
  async newestVersion(): Promise<number> {
    return (await this.texts.current()).version;
  }

  /**
   * Notes that the viewer has accepted the newest version; nothing happens when they have.
   * @returns its id
   * @throws Refused VERSION_CONFLICT for any other version: one accepts what one has read
   */
  async accept(viewer: Viewer, version: number): Promise<string> {
    const current = await this.texts.current();
    if (version !== current.version) {
      throw Refused.because(
        'VERSION_CONFLICT',
        `The code of conduct is at version ${current.version}: read that one and accept it.`,
        'version',
      );
    }
    return this.dataSource.transaction(async (manager) => {
      noteChange({ after: { version } });
      await manager.query(
        'insert into conduct_acceptance (member_id, version) values ($1, $2) on conflict do nothing',
        [viewer.memberId, version],
      );
      return current.id;
    });
  }

  /**
   * Publishes a new version, which everyone is asked to accept.
   * @param startedFrom the version that the admin has seen
   * @returns its id
   * @throws Refused for texts that are not possible, or none in the default language
   */
  publish(viewer: Viewer, texts: readonly TextOfVersion[], startedFrom?: number | null): Promise<string> {
    return this.texts.publish(viewer, texts, startedFrom);
  }
}
