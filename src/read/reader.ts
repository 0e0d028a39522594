import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { getNamedType } from 'graphql';
import type { QueryArrayConfig, QueryArrayResult } from 'pg';
import { storableJson } from '../database/json.js';
import type { ConnectionArguments } from './collection.js';
import { connectionSql, valuesSql } from './connection.js';
import type { Cost } from './cost.js';
import { type ReadCatalogue, Selector } from './select.js';
import { type ReadScope, type Row, Statement } from './statement.js';

/** JSON that goes into the response as it is. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** What statements are run on: the pool, or one connection. */
export interface ReadConnection {
  query<Row extends unknown[]>(statement: QueryArrayConfig): Promise<QueryArrayResult<Row>>;
}

/** A statement whose one row is the answer. */
interface Written {
  readonly statement: Statement;
  readonly text: string;
}

/** How one request reads: the resolvers' only way to the tables. Each call is one SQL statement. */
export class Reader {
  /** @param cost one account for the whole request, however many root fields it has and whoever signs in on the way */
  constructor(
    private readonly database: ReadConnection,
    private readonly catalogue: ReadCatalogue,
    readonly scope: ReadScope,
    private readonly cost: Cost,
  ) {}

  /** The same reader in other locales. */
  in(locales: readonly string[]): Reader {
    return new Reader(this.database, this.catalogue, { ...this.scope, locales }, this.cost);
  }

  /** The object of the field's type that meets the conditions, or null. */
  one(info: GraphQLResolveInfo, conditions: (row: Row, statement: Statement) => readonly string[]): Promise<JsonText> {
    return this.run(info, (selector) =>
      selector.one(getNamedType(info.returnType).name, info.fieldNodes, (row) => conditions(row, selector.statement)),
    );
  }

  /** The object of the field's type with this id, or null; of an abstract type, from whichever table has it. */
  byId(info: GraphQLResolveInfo, id: string): Promise<JsonText> {
    return this.run(info, (selector) =>
      selector.byId(getNamedType(info.returnType), info.fieldNodes, selector.statement.bind(id, 'text')),
    );
  }

  /** Reckons work that is done for the request elsewhere, such as a search. */
  work(cost: number): void {
    this.cost.work(cost);
  }

  /** A page of all objects of a type. */
  connection(info: GraphQLResolveInfo, typeName: string, args: ConnectionArguments): Promise<JsonText> {
    return this.run(info, (selector) =>
      connectionSql(selector, {
        name: `${info.parentType.name}.${info.fieldName}`,
        target: typeName,
        nodes: info.fieldNodes,
        returnType: info.returnType,
        args,
        join: () => ({ conditions: [] }),
        throughParent: false,
      }),
    );
  }

  /** A column of all objects that a list has with this filter, at most `limit`, in no order. */
  async values(
    info: GraphQLResolveInfo,
    typeName: string,
    column: string,
    filter: ConnectionArguments['filter'],
    limit: number,
  ): Promise<string[]> {
    const json = await this.run(info, (selector) => valuesSql(selector, typeName, column, filter, limit));
    return JSON.parse(json.text);
  }

  /** Plain data in which objects that live in tables are given by their ids. */
  data(info: GraphQLResolveInfo, value: unknown): Promise<JsonText> {
    if (value === null || value === undefined) return Promise.resolve(new JsonText('null'));
    return this.run(info, filledIn(info, value));
  }

  /**
   * The same if a condition still holds at the moment of reading. Else undefined, and nothing was spent: for data made by
   * what may have changed meanwhile.
   */
  async dataWhile(
    info: GraphQLResolveInfo,
    value: object,
    condition: (statement: Statement) => string,
  ): Promise<JsonText | undefined> {
    const { made, giveBack } = this.cost.of(() => this.write(info, filledIn(info, value)));
    const [row] = await this.rows({ ...made, text: `${made.text} where ${condition(made.statement)}` });
    if (!row) giveBack();
    return row && new JsonText(made.statement.checked(row[0] ?? 'null'));
  }

  private async run(info: GraphQLResolveInfo, write: (selector: Selector) => string): Promise<JsonText> {
    const written = this.write(info, write);
    const [row] = await this.rows(written);
    return new JsonText(written.statement.checked(row![0] ?? 'null'));
  }

  private write(info: GraphQLResolveInfo, write: (selector: Selector) => string): Written {
    const statement = new Statement(this.scope);
    const sql = write(new Selector(this.catalogue, info, statement, this.cost));
    const text = `select (${sql})::text`;
    this.cost.statement(text);
    return { statement, text };
  }

  private async rows({ statement, text }: Written): Promise<[string | null][]> {
    const { rows } = await this.database.query<[string | null]>({
      text,
      values: statement.parameters,
      rowMode: 'array',
    });
    return rows;
  }
}

function filledIn(info: GraphQLResolveInfo, value: unknown): (selector: Selector) => string {
  return (selector) => {
    const parameter = selector.statement.bind(storableJson(value), 'jsonb');
    return selector.json({ type: info.returnType }, info.fieldNodes as FieldNode[], parameter);
  };
}
