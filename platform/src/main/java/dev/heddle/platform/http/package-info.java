/** What every part's HTTP has in common: errors, liveness and readiness. */
package dev.heddle.platform.http;
