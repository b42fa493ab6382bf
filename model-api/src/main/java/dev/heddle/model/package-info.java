/**
 * What a data scientist compiles against: the function's interfaces, its context, and the types
 * that a model speaks. Nothing here runs a model; that is {@code model-runtime}'s part. No
 * dependencies beyond the JDK.
 */
package dev.heddle.model;
