import type { Action } from '../schema/action.js';
import type { Role } from '../schema/enums.js';
import { CONDITIONS, type ConditionName } from './conditions.js';
import type { ActionRule, FieldRule, Grounds, Rule } from './rules.js';
import { type Answer, all, any, type Sql } from './sql.js';
import { covers, SUBJECTS, type SubjectName } from './subjects.js';
import { accessTable } from './table.js';
import { grantedTo, type Scope, type Viewer } from './viewer.js';
import { EVERYONE, type Holder, SIGNED_IN, VERIFIED, type Who } from './who.js';

/* What the table of rights says of a viewer: of an object as SQL over its row, of a root field at once. */

const rules = accessTable.flatMap((area) => area.rules);
const actionRules = rules.filter((rule) => 'action' in rule);
const readRules: ReadonlyMap<string, Grounds[]> = Map.groupBy(
  rules.filter((rule) => 'read' in rule).flatMap(({ read, ...rule }) => read.map((field) => ({ field, ...rule }))),
  ({ field }): string => field,
);
/** What API keys of the scope CONTENT may do besides reading. */
const contentRules = new Set(accessTable.filter((area) => area.forContentKeys).flatMap((area) => area.rules));
const fieldRules = new Map(rules.filter((rule) => 'field' in rule).map((rule) => [rule.field, rule]));
/** In the order of the table. */
const OBJECT_ACTIONS = [...new Set(actionRules.map(({ action }) => action))].filter((action) => action !== 'READ');

/** The rows for each type of object and action: every read asks for them. */
const grounds: ReadonlyMap<SubjectName, ReadonlyMap<string, ActionRule[]>> = new Map(
  (Object.keys(SUBJECTS) as SubjectName[]).map((on) => [
    on,
    Map.groupBy(
      actionRules.filter((rule) => covers(rule.on, on) || covers(on, rule.on)),
      ({ action }): string => action,
    ),
  ]),
);

/** The rows that allow an action on objects of a type. */
export function groundsFor(action: Action | 'READ', on: SubjectName): readonly ActionRule[] {
  return grounds.get(on)?.get(action) ?? [];
}

/** Whether the viewer may do this with the object of type `on` whose row has the alias `row`. */
export function allowed(action: Action | 'READ', on: SubjectName, row: string, sql: Sql): Answer {
  const rows = groundsFor(action, on).filter((rule) => action === 'READ' || isWithinKey(rule, sql.viewer));
  if (rows.some((rule) => covers(rule.on, on) && isMet(rule, sql.viewer))) return true;
  return any(
    rows.map((rule) => {
      if (covers(rule.on, on)) return met(rule, on, row, sql);
      // The rule is about a kind of what was asked for, and so about the rows of this kind only.
      return all([`${row}.type = '${SUBJECTS[rule.on].discriminator}'`, met(rule, rule.on, row, sql)]);
    }),
  );
}

/** SQL of the list of all actions the viewer may do with the object. */
export function canSql(on: SubjectName, row: string, sql: Sql): string {
  const actions = OBJECT_ACTIONS.flatMap((action) => {
    const answer = allowed(action, on, row, sql);
    if (answer === false) return [];
    return answer === true ? `'${action}'` : `case when ${answer} then '${action}' end`;
  });
  return `array_remove(array[${actions.join(', ')}]::text[], null)`;
}

/** Whether the viewer may read a field (`Type.field`) of the object. */
export function readable(field: string, row: string, sql: Sql): Answer {
  const rows = readRules.get(field) ?? [];
  const on = field.split('.')[0] as SubjectName;
  return readableOfAll(field, sql.viewer) || any(rows.map((rule) => met(rule, on, row, sql)));
}

/** Whether a field is for some only, and not for all who see the object. */
export function isGuarded(field: string): boolean {
  return readRules.has(field);
}

/** Whether the viewer may read a field of every object, and so also sort and filter by it. */
export function readableOfAll(field: string, viewer: Viewer): boolean {
  const rows = readRules.get(field);
  return !rows || rows.some((rule) => isMet(rule, viewer));
}

/** Whether the viewer may call a root field (`Query.name`) at all. With an object, the service asks about that. */
export function mayCall(field: string, viewer: Viewer): boolean {
  const rule = fieldRules.get(field);
  if (!rule || !mayCallByKey(rule, viewer)) return false;
  return callersOf(rule).some((who) => holdsSomewhere(who, viewer));
}

function mayCallByKey(rule: FieldRule, viewer: Viewer): boolean {
  if (viewer.key && rule.withoutKey) return false;
  return rule.field.startsWith('Query.') || isWithinKey(rule, viewer);
}

/** Whether the key someone comes with, if any, reaches as far as a rule about changes. */
function isWithinKey(rule: Rule, viewer: Viewer): boolean {
  return viewer.key !== 'CONTENT' || contentRules.has(rule);
}

/** The type of object that a root field is judged by; undefined when it is judged by who calls it alone. */
export function subjectOf(field: string): SubjectName | undefined {
  const rule = fieldRules.get(field);
  return rule && 'on' in rule ? rule.on : undefined;
}

/** Everyone who may call a root field, some of them for some objects only. */
function callersOf(rule: FieldRule): Who[] {
  if ('who' in rule) return [rule.who];
  return [rule.to].flat().flatMap((action) => groundsFor(action, rule.on).map(({ who }) => who));
}

/** Whether any row gives this role a right in one space, organisation or language. */
export function isGrantable(role: Role, scope: Scope): boolean {
  return actionRules.some(({ who }) => typeof who !== 'string' && who.includes(`${role} for the ${scope}`));
}

/** Whether a row allows it to the viewer whatever the object. Asked first, since nothing may be bound in vain. */
function isMet({ who, when }: Grounds, viewer: Viewer): boolean {
  return when === undefined && holdsEverywhere(who, viewer);
}

/** Whether the viewer is one of those a row is about, and what it asks of the object holds. */
function met({ who, when }: Grounds, on: SubjectName, row: string, sql: Sql): Answer {
  const subject = SUBJECTS[on];
  const holder =
    typeof who === 'string' ? holdsEverywhere(who, sql.viewer) : any(who.map((one) => holds(one, on, row, sql)));
  if (holder === false) return false;
  const place = { subject, row, sql, ofParent: (action: 'READ' | 'READ_REVISIONS') => ofParent(action, on, row, sql) };
  const answers = [holder];
  for (const name of conditionsOf(when)) {
    const answer = CONDITIONS[name].holds(place);
    // What comes after would be bound in vain: so the table names first what may be known to be false.
    if (answer === false) return false;
    answers.push(answer);
  }
  return all(answers);
}

function holds(holder: Holder, on: SubjectName, row: string, sql: Sql): Answer {
  const granted = scopeOf(holder);
  if (!granted) return sql.viewer.roles.includes(holder as Role);
  const ids = grantedTo(sql.viewer, granted.role, granted.scope);
  if (ids.length === 0) return false;
  // An object lies in no language: the service sees to it that only texts of these are touched.
  if (granted.scope === 'locale') return true;
  const of = SUBJECTS[on][granted.scope];
  if (!of) throw new Error(`The table of rights: a ${on} lies in no ${granted.scope}`);
  return `${of(row)} = any(${sql.bind(ids, 'uuid[]')})`;
}

function ofParent(action: 'READ' | 'READ_REVISIONS', on: SubjectName, row: string, sql: Sql): Answer {
  const [parentName, column] = SUBJECTS[on].parent!;
  const { table, there } = SUBJECTS[parentName];
  const parent = `${row}p`;
  const seen = all([there?.(parent) ?? true, allowed(action, parentName, parent, sql)]);
  if (typeof seen === 'boolean') return seen;
  return `exists (select 1 from ${table} ${parent} where ${parent}.id = ${row}.${column} and ${seen})`;
}

export function conditionsOf(when: Grounds['when']): readonly ConditionName[] {
  return when === undefined ? [] : [when].flat();
}

/** The parts of a role that was given for one place; undefined of one that holds everywhere. */
export function scopeOf(holder: Holder): { role: Role; scope: Scope } | undefined {
  const [role, scope] = holder.split(' for the ') as [Role, Scope | undefined];
  return scope && { role, scope };
}

function holdsEverywhere(who: Who, viewer: Viewer): boolean {
  if (who === EVERYONE) return true;
  if (who === SIGNED_IN) return viewer.memberId !== null;
  if (who === VERIFIED) return viewer.memberId !== null && !viewer.mustVerifyEmail;
  return viewer.roles.some((role) => who.includes(role));
}

function holdsSomewhere(who: Who, viewer: Viewer): boolean {
  if (holdsEverywhere(who, viewer)) return true;
  return viewer.grants.some(({ role, scope }) => typeof who !== 'string' && who.includes(`${role} for the ${scope}`));
}
