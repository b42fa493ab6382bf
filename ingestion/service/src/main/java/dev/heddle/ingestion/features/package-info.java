/**
 * Feature views in the platform: defined and kept in the registry's database, behind HTTP, and
 * followed in every process.
 */
package dev.heddle.ingestion.features;
