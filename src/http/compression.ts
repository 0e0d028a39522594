import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** What is smaller fits into one or two packets however it is written: compressing it wins nothing. */
const SMALLEST = 2048;
/** Up to this size it takes half a millisecond at once; what is larger is compressed off the event loop. */
const AT_ONCE = 64 * 1024;

/**
 * Gives replies `compress`, which sends text in the encoding that the caller likes best. Each door says what it sends that
 * way: pictures, archives and ranges of files never are. Bodies of requests are taken as they are, or small ones could
 * swell to any size.
 */
export async function addCompression(server: FastifyInstance): Promise<void> {
  await server.register(fastifyCompress, {
    globalCompression: false,
    globalDecompression: false,
    encodings: ['br', 'gzip'],
    threshold: SMALLEST,
    syncThreshold: AT_ONCE,
    brotliOptions: {
      params: { [constants.BROTLI_PARAM_QUALITY]: 3, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
    },
    zlibOptions: { level: 4 },
  });
}
