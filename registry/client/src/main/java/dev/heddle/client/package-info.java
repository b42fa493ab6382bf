/**
 * The platform as a program sees it: {@link dev.heddle.client.Heddle} talks to it over HTTP, and
 * the records here are what travels. Nothing here runs a model or keeps state.
 */
package dev.heddle.client;
