import type { GraphQLSchema } from 'graphql';
import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  buildSchema,
  Ctx,
  createParameterDecorator,
  Field,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import { plainResolvers } from '../../src/schema/plain-resolvers';

@ArgsType()
class SomeArgs {
  @Field(() => String)
  readonly name!: string;
}

const passOn = (_: unknown, next: () => Promise<unknown>) => next();

/** Builds a schema with the query `fine` and the given decorators. */
function schemaOf(...resolvers: [new (...values: never[]) => object, ...(new () => object)[]]): Promise<GraphQLSchema> {
  return buildSchema({ resolvers: resolvers as never, validate: false, authChecker: () => true });
}

@Resolver()
class Fine {
  @Query(() => String)
  fine(@Arg('name', () => String) name: string): string {
    return name;
  }
}

@Resolver()
class WithMiddleware {
  @UseMiddleware(passOn)
  @Mutation(() => String)
  withMiddleware(): string {
    return '';
  }
}

@UseMiddleware(passOn)
@Resolver()
class OfClassWithMiddleware {
  @Mutation(() => String)
  ofClassWithMiddleware(): string {
    return '';
  }
}

@Resolver()
class WithRole {
  @Authorized('ADMIN')
  @Mutation(() => String)
  withRole(): string {
    return '';
  }
}

@Resolver()
class WithArgs {
  @Mutation(() => String)
  withArgs(@Args(() => SomeArgs) { name }: SomeArgs): string {
    return name;
  }
}

@Resolver()
class WithCustom {
  @Mutation(() => String)
  withCustom(@createParameterDecorator(() => 'custom') value: string): string {
    return value;
  }
}

@Resolver()
class WithPartOfContext {
  @Mutation(() => String)
  withPartOfContext(@Ctx('requestId') id: string): string {
    return id;
  }
}

@Resolver()
class WithPartOfRoot {
  @Mutation(() => String)
  withPartOfRoot(@Root('id') id: string): string {
    return id;
  }
}

@Resolver()
class WithValidation {
  @Mutation(() => String)
  withValidation(@Arg('name', () => String, { validate: true }) name: string): string {
    return name;
  }
}

@Resolver()
class WithConstructor {
  constructor(private readonly service: string) {}

  @Mutation(() => String)
  withConstructor(): string {
    return this.service;
  }
}

@ObjectType({ simpleResolvers: true })
class Guarded {
  @Authorized()
  @Field(() => String)
  readonly secret!: string;
}

@Resolver()
class WithGuardedProperty {
  @Mutation(() => Guarded)
  withGuardedProperty(): Guarded {
    return { secret: '' };
  }
}

@ObjectType({ simpleResolvers: true })
class Watched {
  @UseMiddleware(passOn)
  @Field(() => String)
  readonly secret!: string;
}

@Resolver()
class WithWatchedProperty {
  @Mutation(() => Watched)
  withWatchedProperty(): Watched {
    return { secret: '' };
  }
}

describe('plain resolvers', () => {
  it('are made for what is known', async () => {
    const schema = await schemaOf(Fine);
    expect(() => plainResolvers(schema)).not.toThrow();
  });

  it.each<[string, new (...values: never[]) => object, RegExp]>([
    ['a middleware of a method', WithMiddleware, /^Mutation\.withMiddleware has a middleware/],
    ['a middleware of a class', OfClassWithMiddleware, /^Mutation\.ofClassWithMiddleware has a middleware/],
    ['a role', WithRole, /^Mutation\.withRole has @Authorized/],
    ['a class of arguments', WithArgs, /^Mutation\.withArgs has a parameter of the kind "args"/],
    ['a custom parameter', WithCustom, /^Mutation\.withCustom has a parameter of the kind "custom"/],
    ['a part of the context', WithPartOfContext, /^Mutation\.withPartOfContext has @Ctx\('requestId'\)/],
    ['a part of the root', WithPartOfRoot, /^Mutation\.withPartOfRoot has @Root\('id'\)/],
    ['a validation', WithValidation, /^Mutation\.withValidation has @Arg\('name'\) with a validation/],
    ['a constructor that wants something', WithConstructor, /^Mutation\.withConstructor has a resolver class/],
    ['a role of a property', WithGuardedProperty, /^Guarded\.secret has @Authorized/],
    ['a middleware of a property', WithWatchedProperty, /^Watched\.secret has a middleware/],
  ])('are refused for %s, naming the field', async (_, resolver, message) => {
    const schema = await schemaOf(resolver, Fine);
    expect(() => plainResolvers(schema)).toThrow(message);
  });
});
