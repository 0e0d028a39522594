/**
 * The floor: what this stack allows when nothing general is wanted. node:http, a pool of the same size as the hub's, and
 * for each workload one prepared statement whose text is passed through. A process of its own, as the hub is.
 *
 * POST /<workload> with the variables as JSON. Environment: PORT, DATABASE_URL, DATABASE_POOL_SIZE.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';
import { FLOOR_STATEMENTS } from './statements.js';

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.DATABASE_POOL_SIZE),
  options: '-c timezone=UTC -c jit=off',
});

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.writeHead(500).end();
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close(() => void pool.end());
  server.closeAllConnections();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const name = decodeURIComponent(request.url!.slice(1));
  const statement = FLOOR_STATEMENTS[name]!;
  const variables = JSON.parse(await bodyOf(request));
  // The hub's tokens are the key of a session and a signature.
  const session = /^Bearer (.+)\./.exec(request.headers.authorization ?? '')?.[1];
  const { rows } = await pool.query<[string]>({
    name,
    text: statement.sql,
    values: statement.values(variables, session),
    rowMode: 'array',
  });
  const text = `{"data":${rows[0]?.[0] ?? 'null'}}`;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => resolve(body));
    request.on('error', reject);
  });
}
