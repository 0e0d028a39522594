import type { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { inPublicUse } from '../../access/conditions.js';
import type { MediaKind } from '../../schema/media.js';
import type { ByteRange, FileStorage } from '../storage/storage.js';
import type { Addresses } from './addresses.js';
import { ORIGINAL, type Rendition, readForm } from './forms.js';
import { originalKey } from './keys.js';
import type { AcceptedType } from './recognise.js';
import { type KeptPicture, RENDITION_TYPES, type Renditions, type WrittenFormat } from './renditions.js';
import { servedName } from './served-name.js';

/** What a browser asks for. */
export interface FileRequest {
  readonly id: string;
  readonly urlKey: string;
  readonly signature: string;
  readonly form: string;
  /** Until when the address works, in seconds of Unix time; absent of the addresses that the public gets. */
  readonly until: string | undefined;
  /** Media types the browser understands, as in its header `Accept`. */
  readonly accept: string;
  /** Network address it comes from. */
  readonly address: string;
}

/** What it gets. */
export type FileAnswer = FoundFile | { readonly movedTo: string };

export interface FoundFile {
  /** Where its bytes are in the storage. */
  readonly key: string;
  readonly bytes: number;
  readonly mediaType: string;
  /** To keep it under. */
  readonly name: string;
  /** Whether anybody may keep it: else it is for who asked alone. */
  readonly public: boolean;
  /** Whether another browser may get other bytes from the same address. */
  readonly varies: boolean;
}

type AssetRow = Omit<KeptPicture, 'width' | 'height'> & {
  readonly name: string;
  readonly kind: MediaKind;
  readonly media_type: AcceptedType;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly url_key: string;
  readonly public: boolean;
};

/** Hands files out to whoever has their address. */
export class MediaDelivery {
  constructor(
    private readonly pool: Pool,
    private readonly storage: FileStorage,
    private readonly renditions: Renditions,
    private readonly addresses: Addresses,
  ) {}

  /**
   * Finds what an address leads to: undefined when it is forged or its time is over, and when the file is gone or, for
   * addresses that everybody has, is no longer used by anything public.
   * @throws BusyError when a picture must be made for it and too many are being made
   * @throws GraphQLError RATE_LIMITED when too many were made for this address
   */
  async find(request: FileRequest): Promise<FileAnswer | undefined> {
    const { id, urlKey, signature, form, until } = request;
    const signed = until === undefined ? form : `${form}?until=${until}`;
    const wanted = readForm(form);
    if (!wanted || !this.addresses.isSigned(id, urlKey, signed, signature)) return undefined;
    if (until !== undefined && Number(until) * 1000 < Date.now()) return undefined;
    const asset = await this.assetOf(id);
    if (!asset || (until === undefined && !asset.public)) return undefined;
    // It was replaced, or is cut elsewhere: what others have linked to goes on working.
    if (asset.url_key !== urlKey)
      return { movedTo: `${this.addresses.base}${this.addresses.pathOf(id, asset.url_key, signed)}` };
    return this.found(asset, wanted, request);
  }

  open(key: string, range?: ByteRange): Promise<Readable> {
    return this.storage.read(key, range);
  }

  private async found(
    asset: AssetRow,
    form: Rendition | typeof ORIGINAL,
    { until, accept, address }: FileRequest,
  ): Promise<FoundFile> {
    const { name, hash, bytes, media_type: mediaType } = asset;
    const common = { name: servedName(name, mediaType), public: until === undefined };
    const format = form === ORIGINAL ? undefined : formatFor(form, asset, accept);
    if (form === ORIGINAL || !format || asset.width === null || asset.height === null)
      return { ...common, key: originalKey(hash), bytes, mediaType, varies: false };
    const picture = { ...asset, width: asset.width, height: asset.height };
    const made = await this.renditions.get(picture, form, format, address);
    return {
      ...common,
      ...made,
      name: servedName(common.name, RENDITION_TYPES[format]),
      mediaType: RENDITION_TYPES[format],
      varies: form.format === 'AUTO',
    };
  }

  private async assetOf(id: string): Promise<AssetRow | undefined> {
    const { rows } = await this.pool.query<AssetRow>({
      name: 'media_asset_to_deliver',
      text: `select m.name, m.kind, m.media_type, m.bytes, m.width, m.height, m.animated, m.hash, m.focal_x, m.focal_y, m.url_key,
          ${inPublicUse('m')} as public
        from media_asset m where m.id = $1`,
      values: [id],
    });
    return rows[0];
  }
}

/** The format to write; undefined when the file itself is the best there is. */
function formatFor(form: Rendition, asset: AssetRow, accept: string): WrittenFormat | undefined {
  if (asset.kind !== 'IMAGE') return undefined;
  if (form.format !== 'AUTO') return form.format;
  // A drawing is sharp at any size.
  if (asset.media_type === 'image/svg+xml') return undefined;
  const understood = accept.split(',').map((type) => type.split(';')[0]!.trim().toLowerCase());
  if (understood.includes('image/avif') && !asset.animated) return 'AVIF';
  if (understood.includes('image/webp')) return 'WEBP';
  if (asset.animated) return 'GIF';
  return asset.media_type === 'image/jpeg' ? 'JPEG' : 'PNG';
}
