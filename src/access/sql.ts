import type { Viewer } from './viewer.js';

/** A statement that is being written on behalf of a viewer. */
export interface Sql {
  readonly viewer: Viewer;
  /** Binds a value and answers its placeholder, cast to the SQL type. What is bound must be used. */
  bind(value: unknown, type: string): string;
  /** The id of the viewer as a placeholder; null for a visitor. */
  viewerId(): string;
}

/** Whether something holds: known at once, or an SQL condition. */
export type Answer = boolean | string;

/** All of them hold. */
export function all(answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false;
  const open = answers.filter((answer) => typeof answer === 'string');
  return open.length ? open.join(' and ') : true;
}

/** One of them holds. */
export function any(answers: readonly Answer[]): Answer {
  if (answers.includes(true)) return true;
  const open = [...new Set(answers.filter((answer) => typeof answer === 'string'))];
  if (open.length < 2) return open[0] ?? false;
  return `(${open.map((condition) => `(${condition})`).join(' or ')})`;
}
