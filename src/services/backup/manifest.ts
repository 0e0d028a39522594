import { z } from 'zod';

/** A backup begins with what one must know to read the rest of it. */
export const Manifest = z.object({
  /** Of the file, not of Hearth: a reader that does not know the number cannot read it. */
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  /** The migrations that had made the tables, in their order. */
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  sequences: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Whether AUTH_SECRET was set: then it is not in the backup. */
  secretIsSet: z.boolean(),
});
export type Manifest = z.infer<typeof Manifest>;
export type Table = Manifest['tables'][number];

/** Work that was waiting. */
export const WaitingJob = z.object({
  task: z.string(),
  payload: z.unknown(),
  queue: z.string().nullable(),
  run_at: z.string(),
  attempts: z.number(),
  key: z.string().nullable(),
  priority: z.number(),
});
export type WaitingJob = z.infer<typeof WaitingJob>;

/** The end of a backup: a file without it was cut short. */
export const Contents = z.object({ rows: z.number(), files: z.number() });
export type Contents = z.infer<typeof Contents>;

/** Names within the file. */
export const MANIFEST = 'hearth-backup.json';
export const JOBS = 'jobs.json';
export const CONTENTS = 'complete.json';
export const tablePart = (table: string, part: number) => `tables/${table}/${String(part).padStart(6, '0')}`;
export const filePrefix = 'media/';
