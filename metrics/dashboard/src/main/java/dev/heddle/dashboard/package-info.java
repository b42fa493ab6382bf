/**
 * The pages of the platform. They are a client of its public API, with the token of whoever looks
 * at them: what a page shows, any program can have, and nobody sees more than they may.
 */
package dev.heddle.dashboard;
