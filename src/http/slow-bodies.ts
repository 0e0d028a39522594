import type { FastifyInstance } from 'fastify';

/**
 * Ends requests whose body does not come within the time, with status 408: who sends a byte now and then would keep a
 * connection, and what has been read, for as long as they like. Uploads have the time that the server as a whole allows.
 */
export function endSlowBodies(server: FastifyInstance, seconds: number): void {
  server.addHook('preParsing', (request, reply, body, done) => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    const hasBody = encoding !== undefined || Number(length) > 0;
    if (!hasBody || request.routeOptions.url?.startsWith('/uploads/')) return done(null, body);
    const timer = setTimeout(() => {
      // Where nobody reads it, it was answered already.
      if (body.listenerCount('error') === 0) return void request.raw.destroy();
      void reply.header('connection', 'close');
      const message = `The body of the request did not come within ${seconds} seconds. Send it again.`;
      // The parser takes it for its own error, and answers: a stream that is destroyed takes the connection with it.
      body.emit('error', Object.assign(new Error(message), { statusCode: 408 }));
    }, seconds * 1000);
    for (const over of ['end', 'close']) body.once(over, () => clearTimeout(timer));
    done(null, body);
  });
}
