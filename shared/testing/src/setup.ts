// Decorators of type-graphql require it before the first decorated class.
import 'reflect-metadata';
