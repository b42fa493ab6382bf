/**
 * The programs that the platform starts as processes of their own, because what they are made of
 * does not fit on one class path: where the build has left them, and how one of them is asked.
 */
package dev.heddle.jobs.programs;
