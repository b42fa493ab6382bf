package dev.heddle.cli.transfer;

/**
 * A logged model where it was copied to.
 *
 * @param id its id there
 * @param artifactUri where its files are there
 */
record CopiedModel(String id, String artifactUri) {}
