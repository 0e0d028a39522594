import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Refused } from '../schema/user-error.js';
import { BusyError } from '../services/media/busy.js';
import { tooLarge, type Uploads } from '../services/media/uploads.js';

/**
 * `POST /uploads/<token>`: takes the bytes of a file, as the body and in no form. The link is all one needs: it was made
 * for somebody who may upload, and what comes in belongs to nothing until a mutation of theirs uses it. So a page of
 * another site can do nothing here with the cookie of a reader.
 */
export async function addUploads(server: FastifyInstance, uploads: Uploads, maximumBytes: number): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body is read as it comes, whatever it is said to be.
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
    scope.post<{ Params: { token: string } }>(
      '/uploads/:token',
      { bodyLimit: Number.MAX_SAFE_INTEGER },
      async (request, reply) => {
        void reply.header('cache-control', 'no-store');
        const { headers, params, body } = request;
        // What says itself that it is too large need not be sent, and what is in a form is not the file.
        const refused = whyNot(headers['content-type'], Number(headers['content-length'] ?? 0), maximumBytes);
        try {
          if (refused) throw refused;
          // A request with nothing in it has no body for the parser.
          const received = await uploads.receive(params.token, (body as Readable | undefined) ?? request.raw);
          if (received) return await reply.code(201).send({ ...received, errors: [] });
          const message = 'This link does not work, or no longer: `createMediaUpload` answers another.';
          throw Refused.because('NOT_FOUND', message, 'file');
        } catch (error) {
          if (error instanceof BusyError) void reply.code(503).header('retry-after', '10');
          else if (error instanceof Refused) void reply.code(error.errors[0]!.code === 'NOT_FOUND' ? 404 : 422);
          else throw error;
          // The rest of the file is not waited for.
          void reply.header('connection', 'close');
          const errors =
            error instanceof Refused ? error.errors : [{ code: 'NOT_ALLOWED', message: error.message, path: [] }];
          return reply.send({ errors: errors.map(({ code, message, path }) => ({ code, message, path })) });
        }
      },
    );
  });
}

function whyNot(contentType: string | undefined, bytes: number, maximumBytes: number): Refused | undefined {
  if (bytes > maximumBytes) return tooLarge(maximumBytes);
  if (!contentType?.startsWith('multipart/form-data')) return undefined;
  return Refused.because(
    'INVALID',
    'Send the bytes of the file as the body of the request, and not in a form.',
    'file',
  );
}
