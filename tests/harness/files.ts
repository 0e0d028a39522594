import sharp, { type Sharp } from 'sharp';
import type { TestHub } from './hub.js';
import type { Problem } from './people.js';

export interface Sent {
  status: number;
  uploadId?: string;
  kind?: string;
  mediaType?: string;
  bytes?: number;
  width?: number | null;
  height?: number | null;
  animated?: boolean;
  errors: Problem[];
}

export interface Asset {
  id: string;
  name: string;
  kind: string;
  mediaType: string;
  bytes: number;
  width: number | null;
  height: number | null;
  version: number;
  url: string;
  alt: string | null;
}

export interface AssetAnswer {
  done: { mediaAsset: Asset | null; errors: (Problem & { usedBy?: { id: string }[] })[] };
}

export const ASSET = 'id name kind mediaType bytes width height version url alt';
export const CREATE_ASSET = `mutation ($input: CreateMediaAssetInput!) { done: createMediaAsset(input: $input) { mediaAsset { ${ASSET} } errors { code path message } } }`;

/** Where the bytes of a new file are to be sent. */
export async function beginUpload(
  hub: TestHub,
  as: string,
): Promise<{ id: string; url: string; maximumBytes: number }> {
  const { data } = await hub.query<{
    createMediaUpload: { upload: { id: string; url: string; maximumBytes: number } };
  }>(
    'mutation { createMediaUpload { upload { id url expiresAt maximumBytes } errors { code message path } } }',
    {},
    { as },
  );
  return data.createMediaUpload.upload;
}

/** Sends bytes to the address of an upload. */
export async function send(hub: TestHub, url: string, body: Uint8Array | string, headers = {}): Promise<Sent> {
  const response = await fetch(new URL(url, hub.url), { method: 'POST', body: body as string, headers });
  return { status: response.status, ...((await response.json()) as Omit<Sent, 'status'>) };
}

/** Uploads a file, up to where a mutation takes it. */
export async function uploaded(hub: TestHub, as: string, body: Uint8Array | string): Promise<Sent> {
  return send(hub, (await beginUpload(hub, as)).url, body);
}

/** Uploads a file and makes an asset of it. */
export async function newAsset(hub: TestHub, as: string, body: Uint8Array | string, more: object = {}): Promise<Asset> {
  const { uploadId, errors } = await uploaded(hub, as, body);
  if (!uploadId) throw new Error(JSON.stringify(errors));
  const input = { uploadId, name: 'picture', ...more };
  const answer = await hub.query<AssetAnswer>(CREATE_ASSET, { input }, { as });
  if (!answer.data?.done.mediaAsset) throw new Error(JSON.stringify(answer));
  return answer.data.done.mediaAsset;
}

/** Gets what lies at an address that the API has answered. */
export function get(
  hub: TestHub,
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Response> {
  return fetch(new URL(url, hub.url), { method, headers, redirect: 'manual' });
}

let shade = 0;

/** A picture unlike all others, red on the left and blue on the right. */
export function picture(width = 400, height = 200): Sharp {
  shade++;
  const half = (r: number, b: number) => ({
    create: { width: Math.ceil(width / 2), height, channels: 3 as const, background: { r, g: shade % 250, b } },
  });
  return sharp({ create: { width, height, channels: 3, background: '#000' } }).composite([
    { input: half(220, 0), left: 0, top: 0 },
    { input: half(0, 220), left: Math.floor(width / 2), top: 0 },
  ]);
}

/** The same as JPEG, with the place it was taken at, by whom, and the camera held sideways. */
export function photo(width = 400, height = 200): Promise<Buffer> {
  return picture(width, height)
    .jpeg()
    .withExif({
      IFD0: { Copyright: 'Nadia Secret' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .withXmp(
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>',
    )
    .toBuffer();
}
