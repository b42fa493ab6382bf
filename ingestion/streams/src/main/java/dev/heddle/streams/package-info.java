/**
 * The consumer: events are read, shared among threads by key, given to a function, and their
 * positions committed once their effects are acknowledged. What a stream is made of, and which
 * process runs it, is decided elsewhere.
 */
package dev.heddle.streams;
