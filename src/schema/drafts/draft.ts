import { type ClassType, InputType, ObjectType } from 'type-graphql';

/**
 * Makes a class the input and the draft of a type at once: what an editor sends is what is kept as a revision and what
 * they get back. All its fields are nullable, for a draft may be incomplete; publishing checks that it is whole.
 */
export function draft(name: string, description: string): (type: ClassType<object>) => void {
  return (type) => {
    InputType(`${name}Input`, { description: `${description} Everything may be absent until it is published.` })(type);
    ObjectType(`${name}Draft`, { description: `${description} What has not been filled in yet is null.` })(type);
  };
}
