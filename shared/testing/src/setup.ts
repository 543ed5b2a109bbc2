// Decorators of TypeORM and type-graphql need it before the first class that carries one.
import 'reflect-metadata';
